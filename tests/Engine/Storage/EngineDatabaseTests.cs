using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Tests.Storage;

public sealed class EngineDatabaseTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-database-");

    public static TheoryData<string> Names => ["a\0b", new string('x', 600) + "\0" + new string('ä', 100)];

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Clients choose names, and SQLite's binding takes a long text for one that ends at its first NUL.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Names_WithANul_AreKeptWholeAndDeleted(string name)
    {
        var run = new RunRow(1, name, name, name, name, null);
        Write(new WriteBatch { NewRuns = { run }, Settings = { (name, [1]) }, Schedules = { new(name, name, [2]) } });

        using (var database = Open())
        {
            Assert.Equal(run, Assert.Single(database.ReadOpenRuns()));
            Assert.Equal([1], database.ReadSettings()[name]);
            Assert.Equal((name, name), Assert.Single(database.ReadSchedules()) is var schedule ? (schedule.Namespace, schedule.ScheduleId) : default);
        }

        Write(new WriteBatch { Deleted = { 1 }, Settings = { (name, null) }, Schedules = { new(name, name, null) } });

        using var emptied = Open();
        Assert.Empty(emptied.ReadOpenRuns());
        Assert.False(emptied.ReadSettings().ContainsKey(name));
        Assert.Empty(emptied.ReadSchedules());
    }

    private void Write(WriteBatch batch)
    {
        using var database = Open();
        database.Write([batch]);
    }

    private EngineDatabase Open() => EngineDatabase.Open(Path.Combine(_folder.FullName, "engine.db"), Durability.Strict);
}
