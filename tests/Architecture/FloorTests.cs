namespace Mdlc.Architecture.Tests;

/// <summary>The engine stands on floors: what is on one uses the floors beneath it, and neither its neighbours nor what is above.</summary>
public sealed class FloorTests
{
    private const string Engine = "src/Engine";

    /// <summary>From the ground up. <c>Program.cs</c>, which lies in no room, is above them all.</summary>
    private static readonly IReadOnlyList<IReadOnlyList<string>> Floors =
    [
        ["Kernel", "Hashing", "Http"],
        ["Storage", "Matching", "Visibility"],
        ["Deployments", "Timers", "Telemetry", "Workers"],
        ["Histories"],
        ["Schedules", "Batches"],
        ["Frontend"],
        ["Hosting"],
        ["Testing"],
    ];

    private static readonly FolderGraph Graph = new(SourceFile.AllIn(Engine));

    [Fact]
    public void Rooms_UseTheFloorsBeneathThem() =>
        Offenders.AssertNone(
            "Rooms of the engine use only what is on a floor beneath theirs (the table in this test). Move what both need down, or what knows both up.",
            from use in Graph.Uses
            let user = RoomOf(use.From)
            let used = RoomOf(use.To)
            where user != used && FloorOf(used) >= FloorOf(user)
            select $"{user} → {used}: {use.File} uses {use.Name}");

    [Fact]
    public void Rooms_AreAllInTheTable() =>
        Assert.Equal(
            Floors.SelectMany(floor => floor).Order(StringComparer.Ordinal),
            SourceFile.AllIn(Engine).Select(file => RoomOf(FolderOf(file))).Where(room => room.Length > 0).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Uses_BetweenRooms_AreSeen() =>
        Assert.Contains(Graph.Uses, use => (RoomOf(use.From), RoomOf(use.To), use.Name) == ("Histories", "Storage", "Journal"));

    private static string FolderOf(SourceFile file) => file.Path[..file.Path.LastIndexOf('/')];

    private static string RoomOf(string folder) => folder.Length > Engine.Length ? folder[(Engine.Length + 1)..].Split('/')[0] : "";

    private static int FloorOf(string room) => room.Length == 0 ? Floors.Count : Floors.TakeWhile(floor => !floor.Contains(room)).Count();
}
