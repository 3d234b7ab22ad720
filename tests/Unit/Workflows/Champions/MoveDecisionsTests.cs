using Mdlc.Workflows;
using Mdlc.Workflows.Champions;
using Temporalio.Exceptions;

namespace Mdlc.Unit.Tests.Workflows.Champions;

public sealed class MoveDecisionsTests
{
    private static readonly ChampionMove Promote = new() { Id = "1", Kind = MoveKind.Promote, Version = 3, By = "ann@desk", Reason = "it is right" };
    private static readonly ChampionMove Rollback = Promote with { Id = "2", Kind = MoveKind.Rollback, Version = null };

    [Fact]
    public void Require_OfASoundMove_IsSilent()
    {
        MoveDecisions.Require(Promote, underWay: null);
        MoveDecisions.Require(Rollback, underWay: null);
        MoveDecisions.Require(Rollback with { Version = 1 }, underWay: null);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    public void Require_WithoutAReason_Refuses(string reason) =>
        Assert.Contains("needs a reason", Refusal(Rollback with { Reason = reason }), StringComparison.Ordinal);

    [Fact]
    public void Require_OfAReasonThatIsTooLong_SaysHowLongItMayBe()
    {
        MoveDecisions.Require(Promote with { Reason = new string('x', 1_000) }, underWay: null);

        Assert.Contains("1001 characters, expected at most 1000", Refusal(Promote with { Reason = new string('x', 1_001) }), StringComparison.Ordinal);
    }

    [Fact]
    public void Require_WithoutWhoAsks_Refuses()
    {
        Assert.Contains("who asks for it", Refusal(Promote with { By = " " }), StringComparison.Ordinal);
        Assert.Contains("which it is", Refusal(Promote with { Id = "" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "no version")]
    [InlineData(0, "version 0")]
    [InlineData(-2, "version -2")]
    public void Require_OfWhatIsNoVersion_Refuses(int? version, string found)
    {
        Assert.Contains($"Found {found}, expected the number of a version", Refusal(Promote with { Version = version }), StringComparison.Ordinal);
        Assert.Contains("expected the number of a version", Refusal(Rollback with { Version = -1 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Require_WhileAnotherIsUnderWay_NamesIt()
    {
        Assert.Contains("rollback to the champion before, asked for by ann@desk (it is right)", Refusal(Promote, Rollback), StringComparison.Ordinal);
        Assert.Contains("promote to version 3", Refusal(Promote with { Version = 4 }, Promote), StringComparison.Ordinal);
        Assert.Contains("under way", Refusal(Promote with { Kind = MoveKind.Rollback }, Promote), StringComparison.Ordinal);
    }

    [Fact]
    public void Require_WhileTheSameIsUnderWay_IsSilent() => MoveDecisions.Require(Promote with { Id = "9", By = "bob@desk" }, Promote);

    private static string Refusal(ChampionMove move, ChampionMove? underWay = null)
    {
        var refused = Assert.Throws<ApplicationFailureException>(() => MoveDecisions.Require(move, underWay));
        Assert.Equal((ErrorTypes.Refused, true), (refused.ErrorType, refused.NonRetryable));
        return refused.Message;
    }
}
