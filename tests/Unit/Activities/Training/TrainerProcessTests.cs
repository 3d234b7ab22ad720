using System.Diagnostics;
using Mdlc.Activities.Training;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Training;
using Mdlc.Workflows.Features;

namespace Mdlc.Unit.Tests.Activities.Training;

public sealed class TrainerProcessTests : IAsyncDisposable
{
    // So much to do that nothing but the test ends it.
    private static readonly Dictionary<string, double> Endless = new() { ["numberOfTrees"] = 1_000_000 };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StageSandbox _sandbox = new();

    [Fact]
    public async Task Run_InTwoProcessesUnderTwoLocales_GivesOneDigest()
    {
        var spec = StageSandbox.Spec(ModelTask.Binary, TrainerKind.Lbfgs);
        var job = await JobAsync(spec);
        var digests = new List<string>();
        foreach (var locale in new[] { "C.UTF-8", "de_DE.UTF-8" })
        {
            using var process = Start(job with { Output = Path.Combine(_sandbox.Root, $"{locale}.zip") }, ("LC_ALL", locale), ("LANG", locale));
            digests.Add((await LastAsync(process)).Outcome!.ModelDigest!);
        }

        Assert.Single(digests.Distinct());
    }

    [Fact]
    public async Task Run_Cancelled_LeavesNoProcessAndNoFile()
    {
        RequireFastTree();
        var job = await JobAsync(EndlessSpec());
        using var cancel = new CancellationTokenSource();
        var training = new TaskCompletionSource();
        var run = _sandbox.Trainer.RunAsync(
            job, progress => { if (progress.Phase == TrainingPhase.Training) { training.TrySetResult(); } }, cancel.Token);
        await training.Task.WaitAsync(Patience);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Patience));
        Assert.False(File.Exists(job.Output));
        Assert.Empty(Directory.GetFiles(_sandbox.Home.Scratch, "*.json"));
    }

    [Fact]
    public async Task Child_WhoseParentIsGone_EndsItself()
    {
        RequireFastTree();
        using var process = Start(await JobAsync(EndlessSpec()));
        await ReadUntilAsync(process, TrainingPhase.Training);

        process.StandardInput.Close();

        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.NotEqual(0, process.ExitCode);
    }

    [Fact]
    public async Task Run_OverItsMemoryLimit_NamesBothNumbers()
    {
        var spec = StageSandbox.Spec(ModelTask.Regression, TrainerKind.Sdca);
        spec = spec with { Train = spec.Train with { MemoryLimitMb = 40 } };
        var job = await JobAsync(spec);

        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.Trainer.RunAsync(job, _ => { }, CancellationToken.None));

        Assert.Equal(FaultKind.Resource, fault.Kind);
        Assert.Matches(@"under a limit of 40 MB .*, with \d+ MB of resident memory seen", fault.Message);
    }

    [Fact]
    public async Task Run_RowsThatCannotFit_AreRefusedWithBothNumbers()
    {
        // A hundred million cells of four bytes.
        var names = Enumerable.Range(0, 40).Select(i => new FeatureColumn("x", ColumnType.Number, ColumnRole.Numeric, false, ""));
        var job = await JobAsync(StageSandbox.Spec(ModelTask.Regression, TrainerKind.Sdca));
        var large = _sandbox.Artifacts.NewScratchFile(".parquet");
        using (var session = DuckDbSession.Open(_sandbox.Home))
        {
            session.Execute($"COPY (SELECT i::DOUBLE AS x, i::DOUBLE AS label FROM range(2500000) t(i)) TO {Sql.Text(large)} (FORMAT parquet)");
        }

        job = job with
        {
            Rows = await _sandbox.Artifacts.MoveInAsync(large),
            Plan = new FeaturePlan([.. names]),
            Train = job.Train with { MemoryLimitMb = 300 },
        };

        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.Trainer.RunAsync(job, _ => { }, CancellationToken.None));

        Assert.Equal(FaultKind.Resource, fault.Kind);
        Assert.Contains("needs 400 MB for its 2500000 rows of 41 columns alone, under a limit of 300 MB", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LabelOfOneClass_IsAFaultOfTheData()
    {
        var csv = "x,label\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i}.5,yes\n"));
        var spec = StageSandbox.Spec(ModelTask.Binary, TrainerKind.Lbfgs) with { Evaluate = new EvaluateSpec() };
        var job = await JobAsync(spec, csv);

        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.Trainer.RunAsync(job, _ => { }, CancellationToken.None));

        Assert.Equal(FaultKind.Data, fault.Kind);
        Assert.Contains("Found 1 class (yes) in label 'label'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ChildKilled_MayBeTriedAgain()
    {
        RequireFastTree();
        var job = await JobAsync(EndlessSpec());
        var run = _sandbox.Trainer.RunAsync(job, _ => { }, CancellationToken.None);
        using var child = await ChildAsync();

        child.Kill();

        var failure = await Assert.ThrowsAsync<TrainerKilledException>(() => run.WaitAsync(Patience));
        Assert.Contains("no result", failure.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    private static ModelSpec EndlessSpec()
    {
        var spec = StageSandbox.Spec(ModelTask.Binary, TrainerKind.FastTree);
        return spec with { Train = spec.Train with { Params = Endless, Threads = 1 } };
    }

    private static void RequireFastTree()
    {
        if (NativeParts.FastTreeProblem() is { } problem)
        {
            Assert.Skip(problem);
        }
    }

    private async Task<TrainingJob> JobAsync(ModelSpec spec, string? csv = null)
    {
        var snapshot = await _sandbox.FetchAsync(csv ?? StageSandbox.Csv(1000, spec.Task));
        TransformResult transformed = await _sandbox.TransformAsync(spec, snapshot);
        return new TrainingJob
        {
            Home = _sandbox.Home.Root,
            Rows = transformed.Split.Train,
            Task = spec.Task,
            Label = spec.Label,
            Positive = spec.Positive,
            Plan = transformed.Plan,
            Train = spec.Train,
            Output = Path.Combine(_sandbox.Root, "model.zip"),
        };
    }

    private Process Start(TrainingJob job, params (string Name, string Value)[] environment)
    {
        var file = Path.Combine(_sandbox.Root, $"{Guid.NewGuid():n}.json");
        File.WriteAllText(file, MdlcJson.Serialize(job));
        var info = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Mdlc.Trainer.dll"), file])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        return Process.Start(info)!;
    }

    private static async Task<TrainingMessage> LastAsync(Process process)
    {
        var text = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        return MdlcJson.Deserialize<TrainingMessage>(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
    }

    private static async Task ReadUntilAsync(Process process, TrainingPhase phase)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (MdlcJson.Deserialize<TrainingMessage>(line).Phase == phase)
            {
                return;
            }
        }

        Assert.Fail($"The process ended before it was {phase}.");
    }

    /// <summary>The training process of this sandbox's home, found by the job file on its command line.</summary>
    private async Task<Process> ChildAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("needs /proc");
        }

        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            foreach (var process in Process.GetProcesses())
            {
                var file = $"/proc/{process.Id}/cmdline";
                if (TryRead(file) is { } line && line.Contains(_sandbox.Home.Scratch, StringComparison.Ordinal))
                {
                    return process;
                }

                process.Dispose();
            }

            await Task.Delay(20, patience.Token);
        }
    }

    private static string? TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
