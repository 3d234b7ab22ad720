using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Snapshots.Validation;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Snapshots;

public sealed class SnapshotValidatorTests : IDisposable
{
    private const string People = "age,job,id\n30,clerk,1\n-5,clerk,2\n,smith,3\n200,Clerk,3\n50,clerk,4\n";

    private readonly DataSandbox _sandbox = new();

    [Fact]
    public async Task Rules_NoneBroken_LeaveTheSnapshotItself()
    {
        var snapshot = await SnapshotAsync(People);

        var validation = await ValidateAsync(snapshot, new Expectation { Column = "id", NotNull = true, Min = 1 });

        Assert.Same(snapshot, validation.Snapshot);
        Assert.Null(validation.Quarantine);
        Assert.Equal([0L, 0L], validation.Rules.Select(r => r.Broken));
    }

    public static TheoryData<Expectation, string[]> Broken => new()
    {
        { new Expectation { Column = "age", NotNull = true }, ["3|age is not null|∅"] },
        { new Expectation { Column = "age", Min = 0 }, ["2|age ≥ 0|-5"] },
        { new Expectation { Column = "age", Min = -5, Max = 200 }, [] },
        { new Expectation { Column = "age", Max = 120 }, ["4|age ≤ 120|200"] },
        { new Expectation { Column = "age", OneOf = ["30", "50", "200.0"] }, ["2|age is one of 30, 50, 200.0|-5"] },
        { new Expectation { Column = "job", OneOf = ["clerk", "smith"] }, ["4|job is one of clerk, smith|Clerk"] },
        { new Expectation { Column = "job", Matches = "[a-z]+" }, ["4|job matches [a-z]+|Clerk"] },
        { new Expectation { Column = "job", Matches = "cler" }, [.. new[] { "1", "2", "3", "4", "5" }.Zip(["clerk", "clerk", "smith", "Clerk", "clerk"], (r, v) => $"{r}|job matches cler|{v}")] },
        { new Expectation { Column = "id", Unique = true }, ["4|id is unique|3"] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Rule_Broken_QuarantinesRowWithRuleAndValue(Expectation expectation, string[] rows)
    {
        var snapshot = await SnapshotAsync(People);

        var validation = await ValidateAsync(snapshot, expectation);

        Assert.Equal(rows.Length, validation.Quarantined);
        Assert.Equal(snapshot.Rows - rows.Length, validation.Snapshot.Rows);
        var quarantined = validation.Quarantine is null ? [] : _sandbox.RowsOf(validation.Quarantine).Select(r => string.Join('|', r.Split('|').Take(3)));
        Assert.Equal(rows, quarantined);
    }

    [Fact]
    public async Task Rows_BreakingTwoRules_AreTakenOutOnceAndTheOrderIsKept()
    {
        var snapshot = await SnapshotAsync(People);

        var validation = await ValidateAsync(
            snapshot, new Expectation { Column = "age", Max = 120 }, new Expectation { Column = "job", OneOf = ["clerk", "smith"] });

        Assert.Equal(["30|clerk|1", "-5|clerk|2", "∅|smith|3", "50|clerk|4"], _sandbox.RowsOf(validation.Snapshot.File));
        Assert.Equal(1, validation.Quarantined);
        Assert.Equal(2, _sandbox.RowsOf(validation.Quarantine!).Count);
    }

    [Fact]
    public async Task Rule_OfSeverityWarn_IsOnlyCounted()
    {
        var snapshot = await SnapshotAsync(People);

        var validation = await ValidateAsync(snapshot, new Expectation { Column = "age", Min = 0, Severity = Severity.Warn });

        Assert.Same(snapshot, validation.Snapshot);
        Assert.Equal((1, "-5"), (validation.Rules[0].Broken, Assert.Single(validation.Rules[0].Examples)));
    }

    [Theory]
    [InlineData(6, null, 1)]
    [InlineData(5, null, 0)]
    [InlineData(null, 4, 1)]
    [InlineData(null, 5, 0)]
    public async Task Batch_OfTooFewOrTooManyRows_IsCounted(int? min, int? max, int broken)
    {
        var snapshot = await SnapshotAsync(People);

        var validation = await ValidateAsync(snapshot, new Expectation { MinRows = min, MaxRows = max });

        Assert.Equal(broken, Assert.Single(validation.Rules).Broken);
    }

    [Fact]
    public async Task Expectation_OfNoColumn_IsSpecFault()
    {
        var snapshot = await SnapshotAsync(People);

        var fault = await Assert.ThrowsAsync<FaultException>(() => ValidateAsync(snapshot, new Expectation { Column = "aeg", NotNull = true }));

        Assert.Equal(FaultKind.Spec, fault.Kind);
        Assert.Contains("'aeg'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("age, job, id", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CleanSnapshot_OfManyRows_KeepsTheOrderEveryTime(bool unique)
    {
        const int Rows = 400_000;
        using var session = DuckDbSession.Open(_sandbox.Home);
        SnapshotColumn[] columns = [new("id", ColumnType.Integer), new("word", ColumnType.Text)];
        var snapshot = await _sandbox.Writer.WriteAsync(
            session, $"SELECT range AS id, 'w' || (range % 9) AS word FROM range({Rows})", columns, null, Rows, _ => { }, TestContext.Current.CancellationToken);
        string[] words = ["w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7"];

        var validation = await ValidateAsync(
            snapshot, new Expectation { Column = "word", OneOf = words }, new Expectation { Column = "id", Unique = unique });

        var kept = SnapshotWriter.Relation(_sandbox.Artifacts.PlaceOf(validation.Snapshot.File));
        session.Execute($"CREATE TABLE kept AS SELECT row_number() OVER () AS place, id FROM {kept}");
        Assert.Equal(0, session.Scalar<long>("SELECT count(*) FROM kept a JOIN kept b ON b.place = a.place + 1 WHERE b.id <= a.id"));
        Assert.Equal(Rows - (Rows / 9), validation.Snapshot.Rows);
    }

    public void Dispose() => _sandbox.Dispose();

    private async Task<SnapshotRef> SnapshotAsync(string csv) => (await _sandbox.ReadAsync(_sandbox.Write("people.csv", csv))).Snapshot;

    private Task<SnapshotValidation> ValidateAsync(SnapshotRef snapshot, params Expectation[] expectations) =>
        new SnapshotValidator(_sandbox.Home, _sandbox.Artifacts, _sandbox.Writer)
            .ValidateAsync(snapshot, expectations, _ => { }, TestContext.Current.CancellationToken);
}
