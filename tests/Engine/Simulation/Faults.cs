using Mdlc.Engine.Storage;
using Mdlc.Engine.Tests.Storage;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>What befalls the engine, its disk, its clock and its callers.</summary>
internal sealed class Faults(World world)
{
    private static readonly int[] Errors = [FaultyDisk.Full, FaultyDisk.Full, FaultyDisk.InputOutput, FaultyDisk.InputOutput, FaultyDisk.Corrupt];

    private bool _isFull;
    private bool _wasSetForward;

    public void Do(StepKind fault, Random random)
    {
        switch (fault)
        {
            case StepKind.FailedCommit:
                FailedCommit(random);
                break;
            case StepKind.SlowCommit:
                SlowCommit(random);
                break;
            case StepKind.TornCommit:
                world.Disk.Fail(FaultyDisk.InputOutput, random.Next(8));
                world.Write();
                Restart(random);
                break;
            case StepKind.Crash:
                Restart(random);
                break;
            case StepKind.DroppedPoll:
                world.Workers.Drop(random);
                break;
            case StepKind.LostReply:
                world.Clients.LosesNext = true;
                break;
            case StepKind.DuplicatedRequest:
                world.Clients.Repeat(random);
                break;
            case StepKind.ReorderedRequest:
                world.Clients.HoldsNext = true;
                break;
            case StepKind.DelayedTimer:
                world.Time.Advance(TimeSpan.FromSeconds(random.Next(10, 90)));
                break;
            case StepKind.ClockStep:
                // There and back again: a clock that stayed behind would only make the rest slow.
                world.Time.AdjustTime(world.Time.GetUtcNow() + (_wasSetForward ? -1 : 1) * TimeSpan.FromHours(1));
                _wasSetForward = !_wasSetForward;
                break;
            case StepKind.FullDisk:
                _isFull = !_isFull;
                Recover();
                break;
            case StepKind.CorruptPage:
                CorruptPage(random);
                break;
            case StepKind.DoubledDelivery:
                world.Life.Deliver(twice: true);
                break;
            case StepKind.CrashWithin:
                CrashWithin(random);
                break;
            case StepKind.PowerCut:
                PowerCut(random);
                break;
        }
    }

    private void Recover()
    {
        if (_isFull)
        {
            world.Disk.Fail(FaultyDisk.Full);
        }
        else
        {
            world.Disk.Recover();
        }
    }

    /// <summary>What is written and not synced is lost in part; what was answered is there.</summary>
    private void PowerCut(Random random)
    {
        if (random.Next(2) == 0)
        {
            world.Disk.Fail(FaultyDisk.InputOutput, random.Next(12));
            world.Write();
        }

        world.Restart(between: () => world.Disk.CutPower(random), looks: true);
        _isFull = false;
        if (world.Life.Loss is { } loss)
        {
            throw new InvalidOperationException($"a power cut took what was committed: {loss}");
        }
    }

    /// <summary>The writer is as fast as can be: what a step appends first is committed while the step goes on, and then the process is dead.</summary>
    private void CrashWithin(Random random)
    {
        var journal = world.Life.Journal;
        Dictionary<string, byte[]>? files = null;
        void Image()
        {
            journal.Signalled -= Image;
            if (world.Disk.IsFailing || !world.Write())
            {
                return;
            }

            files = Files();
            world.Mail.IsDead = true;
        }

        world.Write();
        journal.Signalled += Image;
        if (!world.Life.Deliver() && !world.Life.Wake())
        {
            world.Workers.WorkOnWorkflows(random);
        }

        journal.Signalled -= Image;
        if (files is not null)
        {
            world.Restart(between: () => PutBack(files));
            world.Mail.IsDead = false;
            _isFull = false;
            if (random.Next(2) == 0)
            {
                world.Clients.TerminateNewest();
            }
        }
    }

    private Dictionary<string, byte[]> Files() => Directory.GetFiles(Path.GetDirectoryName(world.File)!)
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToDictionary(file => file, Read);

    /// <summary>SQLite has its files open.</summary>
    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void PutBack(Dictionary<string, byte[]> files)
    {
        File.Delete(world.File + "-wal");
        File.Delete(world.File + "-shm");
        foreach (var (file, content) in files)
        {
            File.WriteAllBytes(file, content);
        }
    }

    private void Restart(Random random)
    {
        world.Restart(random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(1, 60)) : TimeSpan.Zero);
        _isFull = false;
    }

    private void FailedCommit(Random random)
    {
        // What finds the file damaged gives up: the process has to end.
        world.Disk.Fail(Errors[random.Next(Errors.Length)], random.Next(6));
        world.Write();
        if (random.Next(2) == 0)
        {
            world.Clients.SignalOpenRuns(random);
        }

        Recover();
        RestartIfDamaged(random);
    }

    private void RestartIfDamaged(Random random)
    {
        if (world.Life.Journal.Damage is not null)
        {
            Restart(random);
        }
    }

    private void SlowCommit(Random random)
    {
        world.Disk.Slowly = () =>
        {
            try
            {
                world.Clients.SignalOpenRuns(random);
                if (random.Next(3) == 0)
                {
                    world.Disk.Fail(Errors[random.Next(Errors.Length)]);
                }
            }
            catch (Exception e)
            {
                // Nothing may be thrown through SQLite.
                world.Failure = e;
            }
        };
        world.Write();
        world.Disk.Slowly = null;
        Recover();
        RestartIfDamaged(random);
    }

    /// <summary>A byte of a file is another one: the engine says so, or it does not matter.</summary>
    private void CorruptPage(Random random)
    {
        var before = world.Checks.Remember();
        world.End();
        if (random.Next(3) > 0)
        {
            // What is closed in good order has all in its file.
            world.Begin(TimeSpan.Zero, looks: false).Dispose();
        }

        var files = Files();
        var (name, bytes) = files.Where(file => file.Value.Length > 0).ElementAt(0);
        if (random.Next(3) == 0 && files.TryGetValue(world.File + "-wal", out var log) && log.Length > 0)
        {
            (name, bytes) = (world.File + "-wal", log);
        }

        var flipped = (byte[])bytes.Clone();
        flipped[random.Next(flipped.Length)] ^= (byte)random.Next(1, 256);
        File.WriteAllBytes(name, flipped);
        try
        {
            world.Begin(TimeSpan.Zero, looks: true);
            if (world.Life.Loss is null)
            {
                world.Checks.AfterRestart(before);
            }
        }
        catch (Exception e) when (DamagedDatabase.IsMeantBy(e) || e is InvalidDataException || e is Kernel.ServiceException { Code: Grpc.Core.StatusCode.DataLoss })
        {
            // It is refused, as it should be.
        }

        world.End();
        PutBack(files);
        world.Begin(TimeSpan.Zero, looks: false);
        world.Checks.AfterRestart(before);
        _isFull = false;
    }
}
