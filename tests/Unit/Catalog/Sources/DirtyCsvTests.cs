using System.Globalization;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

public sealed class DirtyCsvTests : IDisposable
{
    private static readonly Dictionary<string, ColumnType> Types = new()
    {
        ["size"] = ColumnType.Number,
        ["word"] = ColumnType.Text,
        ["count"] = ColumnType.Integer,
    };

    private readonly DataSandbox _sandbox = new();

    /// <summary>Keeps what an independent reader keeps, rejects the lines that it rejects, and loses none.</summary>
    [Fact]
    public async Task Csv_RandomlyBroken_KeepsAndRejectsWhatAnIndependentReaderDoes()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var text = DirtyCsv.Generate(new Random(seed));
            var expected = new ReferenceCsvReader(text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..], 3).ReadAll();
            var good = expected.Good.Where(r => r.Cells[2] != "text").ToList();
            var rejected = expected.RejectedLines.Concat(expected.Good.Where(r => r.Cells[2] == "text").Select(r => r.Line))
                .Select(l => l + 1).Order().ToList();
            var request = new SourceRequest
            {
                Source = new SourceSpec { Path = _sandbox.Write("dirty.csv", text), Delimiter = ",", Header = true, Types = Types },
                MaxRejectedShare = 1,
            };
            if (good.Count == 0)
            {
                await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(request));
                continue;
            }

            SourceReading reading;
            try
            {
                reading = await _sandbox.ReadAsync(request);
            }
            catch (FaultException fault)
            {
                throw new InvalidOperationException($"seed {seed}: {fault.Message}\nof\n{text}", fault);
            }

            Assert.True(
                good.Select(r => Canonical(r.Cells)).SequenceEqual(_sandbox.RowsOf(reading.Snapshot.File)),
                $"seed {seed}: {string.Join(" ¶ ", _sandbox.RowsOf(reading.Snapshot.File))}\nexpected {string.Join(" ¶ ", good.Select(r => Canonical(r.Cells)))}\nof\n{text}");
            Assert.Equal(reading.Records, reading.Snapshot.Rows + reading.Rejected);
            var lines = reading.Quarantine is null ? [] : _sandbox.RowsOf(reading.Quarantine).Select(LineOf).Order().ToList();
            Assert.True(rejected.SequenceEqual(lines), $"seed {seed}: rejected {string.Join(' ', lines)}, expected {string.Join(' ', rejected)} of\n{text}");
            Assert.Equal(lines.Count, reading.Rejected);
        }
    }

    public void Dispose() => _sandbox.Dispose();

    private static long LineOf(string row) => long.Parse(row.Split('|')[1], CultureInfo.InvariantCulture);

    private static string Canonical(string[] cells)
    {
        var size = cells[0] == "" ? "∅" : double.Parse(cells[0], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        return $"{size}|{(cells[1] == "" ? "∅" : cells[1])}|{cells[2]}";
    }
}
