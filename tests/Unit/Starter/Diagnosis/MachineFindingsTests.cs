using System.Net;
using System.Net.Sockets;
using Mdlc.Starter.Diagnosis;

namespace Mdlc.Unit.Tests.Starter.Diagnosis;

public sealed class MachineFindingsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    private readonly TemporaryHome _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(1L << 30, true)]
    [InlineData((1L << 30) - 1, false)]
    [InlineData(0, false)]
    public void Disk_AndMemory_UnderAGibibyte_AreTold(long bytes, bool ok)
    {
        var (disk, memory) = (MachineFindings.Disk("/home", bytes), MachineFindings.Memory(bytes, 8L << 30));

        Assert.Equal((ok, ok), (disk.Ok, memory.Ok));
        Assert.Equal((ok, ok), (disk.Remedy is null, memory.Remedy is null));
        Assert.False(MachineFindings.Disk("/home", null).Ok);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(-86_400.0, true)]
    [InlineData(120.0, true)]
    [InlineData(121.0, false)]
    public void Clock_BehindWhatTheHomeHasSeen_IsTold(double? newestAfterNow, bool ok) =>
        Assert.Equal(ok, MachineFindings.Clock(Now, newestAfterNow is { } seconds ? Now.AddSeconds(seconds) : null).Ok);

    [Fact]
    public void Clock_BeforeThisProgramWas_IsTold() => Assert.False(MachineFindings.Clock(DateTimeOffset.UnixEpoch, null).Ok);

    [Fact]
    public void Newest_IsTheLatestWriteOfTheHomesDatabases()
    {
        Assert.Null(MachineFindings.Newest(_temporary.Home));
        Directory.CreateDirectory(_temporary.Home.Root);
        File.WriteAllText(_temporary.Home.CatalogFile, "");
        File.WriteAllText(_temporary.Home.EngineFile, "");
        File.SetLastWriteTimeUtc(_temporary.Home.CatalogFile, Now.UtcDateTime);
        File.SetLastWriteTimeUtc(_temporary.Home.EngineFile, Now.UtcDateTime.AddDays(-1));

        Assert.Equal(Now, MachineFindings.Newest(_temporary.Home));
    }

    [Fact]
    public void Port_ThatIsListenedOn_IsTaken_UntilItIsNot()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.True(MachineFindings.IsTaken(port));
        Assert.False(MachineFindings.Port(port, "mdlc serve", isTaken: true, ours: null, "another").Ok);
        Assert.True(MachineFindings.Port(port, "mdlc serve", isTaken: true, ours: "a server of this home", "another").Ok);
        Assert.True(MachineFindings.Port(port, "mdlc serve", isTaken: false, ours: null, "another").Ok);
    }

    [Fact]
    public void Memory_IsReadFromTheKernel()
    {
        Assert.Equal(2048L, MachineFindings.Available(["MemTotal:  9 kB", "MemAvailable:       2 kB"]));
        Assert.Null(MachineFindings.Available(["MemTotal:  9 kB"]));
    }
}
