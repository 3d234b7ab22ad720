using System.Diagnostics;

namespace Mdlc.Trainer;

/// <summary>Ends this process when its standard input closes: the parent holds the other end, so nothing trains beside a retry of itself.</summary>
internal static class ParentWatch
{
    public static void Start(Stream standardInput) =>
        new Thread(() => EndWith(standardInput)) { IsBackground = true, Name = "parent watch" }.Start();

    private static void EndWith(Stream standardInput)
    {
        var buffer = new byte[256];
        while (standardInput.Read(buffer) > 0)
        {
        }

        // Not Environment.Exit: it would wait for whatever native code is training.
        Process.GetCurrentProcess().Kill();
    }
}
