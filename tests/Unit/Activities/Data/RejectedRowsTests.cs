using System.Text;
using Mdlc.Activities.Data;
using Mdlc.Catalog.Snapshots.Validation;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Validation;
using Mdlc.Unit.Tests.Catalog;
using Mdlc.Workflows.Data;
using Temporalio.Testing;

namespace Mdlc.Unit.Tests.Activities.Data;

/// <summary>Lines that could not be read are rows that were thrown away: they count wherever such are counted.</summary>
public sealed class RejectedRowsTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Validate_AfterALossyFetch_CountsItsRowsInResultReportAndShare()
    {
        // 90 rows and 10 rejected; of the 90, 5 break the rule: 15 of 100.
        var (result, document) = await ValidateAsync(0.15);

        Assert.Equal(15, result.Quarantined);
        Assert.Contains("15 rows quarantined", result.Summary, StringComparison.Ordinal);
        Assert.Equal((90, 10, 5), (document.Rows, document.Rejected, document.Quarantined));
        Assert.Equal(85, result.Snapshot.Rows);
    }

    [Fact]
    public async Task Validate_OverTheShareOfBoth_IsAFaultThatCountsBoth()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ValidateAsync(0.149));

        Assert.Contains("15 of 100 rows (15.0 %)", fault.Message.Replace("15.0%", "15.0 %", StringComparison.Ordinal), StringComparison.Ordinal);

        // What dev shows of a run that ends here is what stands in its folder.
        Assert.Equal(PageName.Validation, fault.Page?.Name);
        var folder = Path.Combine(_sandbox.Home.RunFolder("p", "m", 1), PageName.Validation);
        Assert.Equal(await File.ReadAllTextAsync(folder, TestContext.Current.CancellationToken), await _sandbox.Artifacts.ReadTextAsync(fault.Page!.File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Validate_WhereNoRuleIsBroken_LeadsToTheLinesThatCouldNotBeRead()
    {
        var (result, _) = await ValidateAsync(0.15, least: -1000);

        Assert.Equal(10, result.Quarantined);
        Assert.Equal(10, _sandbox.RowsOf(result.Quarantine!).Count);
    }

    /// <summary>Whatever share may go: without a row there is nothing to train on.</summary>
    [Fact]
    public async Task Validate_ThatLeavesNoRow_IsAFaultThoughAllMayGo()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ValidateAsync(1, least: 1000));

        Assert.Contains("100 of 100 rows", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_WithATestFileOfItsOwn_CountsWhatIsRejectedInBoth()
    {
        SourceSpec Lines(string name, int rows, int broken) => new()
        {
            Path = _sandbox.Write(name, "a,b\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i},1\n")) + string.Concat(Enumerable.Repeat("1\n", broken))),
            Rules = ReadingRules.Current,
        };
        var spec = new ModelSpec
        {
            Model = "m", Task = ModelTask.Regression, Label = "b", Source = Lines("train.csv", 97, 3), QuarantineMaxShare = 0.2,
            Split = new() { By = SplitKind.File, File = Lines("test.csv", 48, 2) },
        };
        using var arrived = new ArrivedObjects(_sandbox.Home);
        var data = new DataActivities(
            _sandbox.Home, _sandbox.Reader, new SnapshotValidator(_sandbox.Home, _sandbox.Artifacts, _sandbox.Writer), _sandbox.Artifacts, arrived, TimeProvider.System);

        var fetched = await new ActivityEnvironment().RunAsync(() => data.FetchAsync(new(new("p", "m", 1), spec, RunTrigger.Manual)));

        Assert.Equal((97, 48, 5), (fetched.Snapshot.Rows, fetched.TestSnapshot!.Rows, fetched.Rejected));
        Assert.Equal(3, fetched.Unreadable.Values.Sum());
    }

    private async Task<(ValidateResult Result, ValidationDocument Document)> ValidateAsync(double maxShare, double least = 0)
    {
        var text = new StringBuilder("a,b\n");
        for (var i = 0; i < 100; i++)
        {
            text.Append(i % 10 == 9 ? $"{i}\n" : i % 20 == 4 ? $"{-i},1\n" : $"{i},1\n");
        }

        var source = new SourceSpec { Path = _sandbox.Write("rows.csv", text.ToString()), Rules = ReadingRules.Current };
        var spec = new ModelSpec
        {
            Model = "m", Task = ModelTask.Regression, Label = "b", Source = source, QuarantineMaxShare = maxShare, Expectations = [new Expectation { Column = "a", Min = least }],
        };
        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = source, MaxRejectedShare = 0.2 });
        Assert.Equal((90, 10), (reading.Snapshot.Rows, reading.Rejected));
        var run = new RunKey("p", "m", 1);
        var validator = new SnapshotValidator(_sandbox.Home, _sandbox.Artifacts, _sandbox.Writer);
        using var arrived = new ArrivedObjects(_sandbox.Home);
        var data = new DataActivities(_sandbox.Home, _sandbox.Reader, validator, _sandbox.Artifacts, arrived, TimeProvider.System);
        var result = await data.ValidateAsync(
            new(run, spec, new FetchResult(reading.Snapshot, source, reading.Rejected, reading.Quarantine, null, "")), _ => { }, TestContext.Current.CancellationToken);
        var document = Path.Combine(_sandbox.Home.RunFolder("p", "m", 1), "validation.json");
        return (result, MdlcJson.Deserialize<ValidationDocument>(await File.ReadAllTextAsync(document, TestContext.Current.CancellationToken)));
    }
}
