using System.Text.Json;
using Mdlc.Activities.Notices;
using Mdlc.Catalog;
using Mdlc.Workflows.Notices;

namespace Mdlc.Unit.Tests.Activities.Notices;

public sealed class NoticeFileTests
{
    private static readonly Notice First = new("a-1", NoticeType.AlarmRaised, "p/m", new(2026, 6, 1, 3, 0, 0, TimeSpan.Zero), new Dictionary<string, string> { ["kind"] = "drift" });

    [Fact]
    public void Append_ANotice_IsOneCloudEventOnALine()
    {
        using var home = new TemporaryHome();

        new NoticeFile(home.Home).Append(First);

        var written = JsonDocument.Parse(Assert.Single(Lines(home.Home))).RootElement;
        Assert.Equal(
            ("1.0", "a-1", "mdlc", "mdlc.alarm.raised", "p/m", "drift"),
            (Text("specversion"), Text("id"), Text("source"), Text("type"), Text("subject"), written.GetProperty("data").GetProperty("kind").GetString()));
        Assert.Equal(First.Time, written.GetProperty("time").GetDateTimeOffset());

        string? Text(string name) => written.GetProperty(name).GetString();
    }

    [Fact]
    public void Append_TheSameIdTwice_IsOneLine()
    {
        using var home = new TemporaryHome();

        new NoticeFile(home.Home).Append(First);
        new NoticeFile(home.Home).Append(First with { Id = "a-2" });
        new NoticeFile(home.Home).Append(First);

        Assert.Equal(["a-1", "a-2"], Ids(home.Home));
    }

    [Fact]
    public void Append_AfterALineThatAKillHasCutOff_WritesItAnew()
    {
        using var home = new TemporaryHome();
        var file = new NoticeFile(home.Home);
        file.Append(First);
        var whole = File.ReadAllText(home.Home.Notices);
        file.Append(First with { Id = "ä-2" });
        using (var torn = File.Open(home.Home.Notices, FileMode.Open))
        {
            torn.SetLength(torn.Length - 5);
        }

        file.Append(First with { Id = "ä-2" });

        Assert.StartsWith(whole, File.ReadAllText(home.Home.Notices), StringComparison.Ordinal);
        Assert.Equal(["a-1", "ä-2"], Ids(home.Home));
    }

    [Fact]
    public void Append_ToAFileThatSomebodyWroteInto_LeavesWhatIsThere()
    {
        using var home = new TemporaryHome();
        Directory.CreateDirectory(home.Home.Root);
        File.WriteAllText(home.Home.Notices, "a remark\n[]\n");

        new NoticeFile(home.Home).Append(First);

        Assert.Equal(["a remark", "[]"], Lines(home.Home)[..2]);
        Assert.Equal(3, Lines(home.Home).Length);
    }

    private static string[] Lines(Home home) => File.ReadAllLines(home.Notices);

    private static IEnumerable<string?> Ids(Home home) => Lines(home).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString());
}
