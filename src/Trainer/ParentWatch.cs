using System.Diagnostics;
using Mdlc.Learning.Training;

namespace Mdlc.Trainer;

/// <summary>
/// Listens to the parent on standard input: it may say <see cref="TrainingJob.StopLine"/>. When the input closes, the parent is gone, and this process
/// ends itself: nothing trains beside a retry of itself.
/// </summary>
internal sealed class ParentWatch
{
    private volatile bool _hasToldToStop;

    /// <summary>The parent has had enough: what is there after the current iteration is the model.</summary>
    public bool HasToldToStop => _hasToldToStop;

    public static ParentWatch Start(TextReader standardInput)
    {
        var watch = new ParentWatch();
        new Thread(() => watch.Listen(standardInput)) { IsBackground = true, Name = "parent watch" }.Start();
        return watch;
    }

    private void Listen(TextReader standardInput)
    {
        while (standardInput.ReadLine() is { } line)
        {
            _hasToldToStop |= line == TrainingJob.StopLine;
        }

        // Not Environment.Exit: it would wait for whatever native code is training.
        Process.GetCurrentProcess().Kill();
    }
}
