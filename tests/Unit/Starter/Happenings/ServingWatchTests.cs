using Mdlc.Catalog.Metadata;
using Mdlc.Starter.Happenings;

namespace Mdlc.Unit.Tests.Starter.Happenings;

/// <summary>What <c>mdlc dev</c> says of servers, from a sequence of what they report.</summary>
public sealed class ServingWatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ServingWatch _watch = new(Now);

    [Fact]
    public void Lines_OfLoadsAFailureAndAWithdrawal_SayWhatAnswers()
    {
        Assert.Equal(["p/m served: version 3 is served at http://a"], Look(Served(3, ServedState.Ready, 3)));
        Assert.Empty(Look(Served(3, ServedState.Ready, 3)));
        Assert.Empty(Look(Served(4, ServedState.Loading, 3)));
        Assert.Equal(["p/m served: version 4 is served at http://a in place of 3"], Look(Served(4, ServedState.Ready, 4)));
        Assert.Equal(["p/m failed: version 5 cannot be served at http://a: it is damaged. Version 4 goes on answering."], Look(Served(5, ServedState.Failed, 4, "it is damaged.")));
        Assert.Empty(Look(Served(5, ServedState.Loading, 4)));
        Assert.Empty(Look(Served(5, ServedState.Failed, 4, "it is damaged.", Now.AddSeconds(5))));
        Assert.Equal(["p/m failed: version 5 cannot be served at http://a: it is not there. Version 4 goes on answering."], Look(Served(5, ServedState.Failed, 4, "it is not there.")));
        Assert.Equal(["p/m served: version 4 is served at http://a"], Look(Served(4, ServedState.Ready, 4)));
        Assert.Equal(["p/m withdrawn: version 4 is served no more at http://a"], Look(Served(null, ServedState.Ready, null)));
    }

    [Fact]
    public void Lines_OfWhatWasThereBefore_TellOnlyWhatCannotBeServed()
    {
        Assert.Empty(Look(Served(3, ServedState.Ready, 3, at: Now.AddSeconds(-1))));

        Assert.Equal(
            ["p/m failed: version 3 cannot be served at http://a: no. Nothing answers for it."],
            new ServingWatch(Now).Look(Live("a"), [Served(3, ServedState.Failed, null, "no.", Now.AddSeconds(-1))]).Select(Text));
    }

    /// <summary>What a server said that is gone holds no more; one that comes again tells anew.</summary>
    [Fact]
    public void Lines_OfServers_AreOfThoseThatLive()
    {
        Assert.Empty(_watch.Look([], [Served(3, ServedState.Ready, 3)]));
        Assert.Single(Look(Served(3, ServedState.Ready, 3)));
        Assert.Empty(_watch.Look([], [Served(3, ServedState.Ready, 3)]));
        Assert.Single(Look(Served(3, ServedState.Ready, 3)));
    }

    [Fact]
    public void Lines_OfTwoServers_NameEach()
    {
        var told = _watch.Look(Live("a", "b"), [Served(3, ServedState.Ready, 3), Served(3, ServedState.Ready, 3, at: Now.AddSeconds(1)) with { Server = "b" }]);

        Assert.Equal(["http://a", "http://b"], told.Select(one => one.Text[^8..]));
    }

    private List<string> Look(ServedModel served) => [.. _watch.Look(Live("a"), [served]).Select(Text)];

    private static string Text(Happening happening) => $"{happening.Subject} {happening.What}: {happening.Text}";

    private static List<ServerLease> Live(params string[] servers) => [.. servers.Select(server => new ServerLease(server, $"http://{server}", [], Now, TimeSpan.FromSeconds(8)))];

    private static ServedModel Served(int? version, ServedState state, int? serving, string? error = null, DateTimeOffset? at = null) =>
        new("a", "p", "m", 1, version, state, serving, error, at ?? Now);
}
