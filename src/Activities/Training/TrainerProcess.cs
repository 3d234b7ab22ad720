using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Mdlc.Catalog;
using Mdlc.Catalog.Files;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Learning.Training;

namespace Mdlc.Activities.Training;

/// <summary>
/// Runs a training job in a process of its own: it may die, or be ended, without harm to this one. It ends itself when this process does,
/// because its standard input closes.
/// </summary>
public sealed class TrainerProcess(Home home, TimeProvider time)
{
    // A GC limit does not see native memory: the rest of the limit is for LightGBM and DuckDB.
    private const double ManagedShare = 0.6;

    private const string SpinCount = "100";

    // What was last seen of a process that died is up to a quarter of a second old.
    private const double NearLimit = 0.8;

    /// <param name="progress">Told of each change, from any thread.</param>
    /// <exception cref="FaultException">What no retry can mend: the spec, the data, the memory limit, a missing library.</exception>
    /// <exception cref="NoRoomException">The disk is full.</exception>
    /// <exception cref="TrainerKilledException">It ended without a word: it was killed, or crashed.</exception>
    /// <exception cref="TrainerFailedException">Any other end without a result.</exception>
    /// <param name="enough">A boosting in segments: the current iteration is the last, and what is there is the result.</param>
    public async Task<TrainingOutcome> RunAsync(
        TrainingJob job, Action<TrainingProgress> progress, CancellationToken cancellationToken, CancellationToken enough = default)
    {
        Directory.CreateDirectory(home.Scratch);
        var jobFile = Path.Combine(home.Scratch, $"{Guid.NewGuid():n}.job.json");
        await File.WriteAllTextAsync(jobFile, MdlcJson.Serialize(job), cancellationToken);
        try
        {
            return await RunAsync(jobFile, job, progress, cancellationToken, enough);
        }
        finally
        {
            File.Delete(jobFile);
        }
    }

    private async Task<TrainingOutcome> RunAsync(
        string jobFile, TrainingJob job, Action<TrainingProgress> progress, CancellationToken cancellationToken, CancellationToken enough)
    {
        using var process = new Process { StartInfo = StartInfo(jobFile, job.Train.MemoryLimitMb) };
        process.Start();
        using var stop = cancellationToken.Register(() => Kill(process));
        using var end = enough.Register(() => TellToStop(process));
        var watch = new MemoryWatch(process, job.Train.MemoryLimitMb, time);
        using var ended = new CancellationTokenSource();
        var watching = watch.RunAsync(ended.Token);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            var last = await ReadAsync(process.StandardOutput, watch, progress);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return last?.Outcome is { } outcome && process.ExitCode == 0
                ? outcome with { PeakMemoryMb = Math.Max(outcome.PeakMemoryMb, watch.PeakMb) }
                : throw Failure(last?.Failure, process.ExitCode, watch, job.Train.MemoryLimitMb, await errors);
        }
        finally
        {
            Kill(process);
            await ended.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static ProcessStartInfo StartInfo(string jobFile, int? limitMb)
    {
        var info = TrainerProgram.StartInfo(AppContext.BaseDirectory);
        info.ArgumentList.Add(jobFile);
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        info.UseShellExecute = false;
        SpinLittle(info);
        if (limitMb is { } limit)
        {
            info.Environment["DOTNET_GCHeapHardLimit"] = ((long)(limit * ManagedShare * 1024 * 1024)).ToString("X", CultureInfo.InvariantCulture);
        }

        return info;
    }

    // LightGBM's threads wait for one another by spinning; on a machine that also does other work they would spin away whole time slices
    // of the one they wait for (measured on two busy cores: 10 to 39 s of training instead of 2 to 5).
    private static void SpinLittle(ProcessStartInfo info)
    {
        if (!info.Environment.ContainsKey("OMP_WAIT_POLICY"))
        {
            info.Environment.TryAdd("GOMP_SPINCOUNT", SpinCount);
        }
    }

    /// <summary>Reads until the output closes.</summary>
    /// <returns>The last message; null when there was none.</returns>
    private async Task<TrainingMessage?> ReadAsync(StreamReader output, MemoryWatch watch, Action<TrainingProgress> progress)
    {
        var start = time.GetTimestamp();
        TrainingMessage? last = null;
        while (await output.ReadLineAsync() is { } line)
        {
            if (Parse(line) is { } message)
            {
                last = message;
                progress(new TrainingProgress(message.Phase, time.GetElapsedTime(start).TotalSeconds, watch.ResidentMb, message.Text) { Boosting = message.Boosting });
            }
        }

        return last;
    }

    // Native libraries write to standard output too.
    private static TrainingMessage? Parse(string line)
    {
        try
        {
            return line.StartsWith('{') ? MdlcJson.Deserialize<TrainingMessage>(line) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Exception Failure(TrainingFailure? failure, int exitCode, MemoryWatch watch, int? limitMb, string errors)
    {
        if (failure?.NoRoom == true)
        {
            return NoRoom.Told(new IOException(failure.Message), home.Root, home.Scratch, Path.GetTempPath());
        }

        if (limitMb is { } limit && failure?.Fault is null && RanOut(failure, watch, errors))
        {
            return OutOfMemory(failure, exitCode, watch, limit);
        }

        return failure switch
        {
            { Fault: { } kind } => new FaultException(kind, failure.Message),
            { OutOfMemory: true } => FaultException.InResource(
                $"Training ran out of memory at {watch.PeakMb} MB resident, without a limit of its own (train.memoryLimitMb): {failure.Message}"),
            not null => new TrainerFailedException($"Training failed: {failure.Message}"),
            null => new TrainerKilledException(string.Create(
                CultureInfo.InvariantCulture,
                $"The training process ended with code {exitCode} and no result, at {watch.PeakMb} MB resident. {LastLines(errors)}")),
        };
    }

    // The runtime that cannot even throw ends itself with these words.
    private static bool RanOut(TrainingFailure? failure, MemoryWatch watch, string errors) =>
        watch.Exceeded
        || failure?.OutOfMemory == true
        || (failure is null && (watch.PeakPressure >= NearLimit || errors.Contains("Out of memory", StringComparison.Ordinal)));

    private static FaultException OutOfMemory(TrainingFailure? failure, int exitCode, MemoryWatch watch, int limit)
    {
        var how = watch.Exceeded ? "was ended"
            : failure is not null ? "was refused memory"
            : string.Create(CultureInfo.InvariantCulture, $"died (code {exitCode}), probably out of memory,");
        return FaultException.InResource(string.Create(
            CultureInfo.InvariantCulture,
            $"Training {how} under a limit of {limit} MB (train.memoryLimitMb), with {Math.Max(watch.PeakMb, failure?.PeakMemoryMb ?? 0)} MB of resident memory seen; "
            + $"raise the limit, drop columns, or train on fewer rows."));
    }

    private static string LastLines(string errors)
    {
        const int Most = 600;
        var text = errors.Trim();
        return text.Length <= Most ? text : text[^Most..];
    }

    private static void TellToStop(Process process)
    {
        try
        {
            process.StandardInput.WriteLine(TrainingJob.StopLine);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended by itself.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
