using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Alone, since what it counts is all that the process allocates.</summary>
[Collection(nameof(EndlessLineTests))]
[CollectionDefinition(nameof(EndlessLineTests), DisableParallelization = true)]
public sealed class EndlessLineTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Fact]
    public async Task Line_Endless_FailsWithoutReadingIt()
    {
        var path = _sandbox.PathOf("endless.csv");
        await using (var stream = File.Create(path))
        {
            stream.Write("a,b\n1,2\n"u8);
            // A hole: as long as a gigabyte, and of no space on the disk; its NULs are bytes of one line.
            stream.SetLength(1L << 30);
        }

        var before = GC.GetTotalAllocatedBytes();

        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path } }));

        Assert.Contains("line 3 is longer than 1000000 bytes", fault.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100_000_000);
    }

    public void Dispose() => _sandbox.Dispose();
}
