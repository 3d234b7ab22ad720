using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows;
using Mdlc.Workflows.Deployment;
using Temporalio.Exceptions;

namespace Mdlc.Unit.Tests.Workflows.Runs;

/// <summary>Who becomes champion, and what is undone when nobody does.</summary>
public sealed class PromotionTests(SkippingEngine engine) : IClassFixture<SkippingEngine>, IAsyncDisposable
{
    private readonly StandInStages _stages = new();
    private TrainingRunDriver? _driver;

    private TrainingRunDriver Driver => _driver ??= new TrainingRunDriver(engine, _stages);

    public async ValueTask DisposeAsync()
    {
        if (_driver is not null)
        {
            await _driver.DisposeAsync();
        }
    }

    [Fact]
    public async Task Pass_BecomesChampion_AndNothingIsWithdrawn()
    {
        var report = await Driver.RunAsync();

        Assert.Equal(["fetch", "validate", "transform", "train", "evaluate", "gate", "register", "deploy", "promote"], _stages.Calls);
        Assert.Equal((RunState.Succeeded, StandInStages.Candidate, StandInStages.Candidate), (report.State, report.Version, report.Champion));
        Assert.Equal("http://127.0.0.1:1/v2/models/m", report.Endpoint);
        Assert.Equal(new PromoteInput(Driver.Run, StandInStages.Candidate, StandInStages.Champion), Assert.Single(_stages.Inputs<PromoteInput>()));
        Assert.Equal("one server is ready; champion", report.Stages[^1].Summary);
        Assert.Equal(Enumerable.Repeat(StageState.Succeeded, 8), report.Stages.Select(s => s.State));
    }

    [Theory]
    [InlineData(Verdict.Inconclusive)]
    [InlineData(Verdict.Fail)]
    public async Task WithoutAPass_IsRegistered_AndNoServerLearnsOfIt(Verdict verdict)
    {
        _stages.Gate = (_, input) => new(verdict, StandInStages.Champion, input.Model, "not better");

        var report = await Driver.RunAsync();

        Assert.Equal("register", _stages.Calls[^1]);
        Assert.Equal((RunState.Succeeded, verdict), (report.State, report.Verdict!.Value));
        Assert.Equal((StandInStages.Candidate, StandInStages.Champion), (report.Version, report.Champion));
        Assert.Null(report.Endpoint);
        Assert.Equal(StageState.Skipped, report.Stages.Single(s => s.Name == StageName.Deploy).State);
        Assert.Equal(verdict.ToString().ToLowerInvariant(), await Driver.AttributeAsync(SearchAttributes.Verdict));
        Assert.Equal(StandInStages.Candidate, await Driver.AttributeAsync(SearchAttributes.Version));
    }

    [Fact]
    public async Task PassThatIsNotToBeDeployed_IsRegisteredOnly()
    {
        var report = await Driver.RunAsync(spec => spec with { Deploy = new() { Target = DeployTarget.None } });

        Assert.Equal("register", _stages.Calls[^1]);
        Assert.Equal(StandInStages.Champion, report.Champion);
    }

    [Fact]
    public async Task SameModelAsTheChampion_IsNeitherDeployedNorPromoted_AndThatIsSaid()
    {
        _stages.Gate = (_, input) => new(Verdict.Pass, StandInStages.Champion, input.Model, "the same model") { SameAs = StandInStages.Champion };

        var report = await Driver.RunAsync();

        Assert.Equal("register", _stages.Calls[^1]);
        Assert.Equal((RunState.Succeeded, StandInStages.Champion, StandInStages.Champion), (report.State, report.Champion, report.SameAs));
        Assert.Equal(
            (StageState.Skipped, "the same model as version 3, the champion: nothing to promote"), (report.Stages[^1].State, report.Stages[^1].Summary));
    }

    [Fact]
    public async Task SameModelWhoseAboutHasChanged_IsPromoted_AndTheHistorySaysWhy()
    {
        _stages.Gate = (_, input) => new(Verdict.Pass, StandInStages.Champion, input.Model, "the same model") { SameAs = StandInStages.Champion, Renews = true };

        var report = await Driver.RunAsync();

        Assert.Equal((StandInStages.Candidate, null), (report.Champion, report.SameAs));
        Assert.Equal("the same model, whose about has changed", Assert.Single(_stages.Inputs<PromoteInput>()).Reason);
    }

    [Theory]
    [InlineData(false, VerdictWords.NotJudged)]
    [InlineData(true, null)]
    [InlineData(null, null)]
    public async Task Promotion_OfAModelThatNoRuleJudged_SaysSo(bool? judged, string? reason)
    {
        _stages.Gate = (_, input) => new(Verdict.Pass, StandInStages.Champion, input.Model, "pass") { Judged = judged };

        var report = await Driver.RunAsync();

        Assert.Equal(reason, Assert.Single(_stages.Inputs<PromoteInput>()).Reason);
        Assert.Equal((Verdict.Pass, judged), (report.Verdict!.Value, report.Judged));
    }

    [Fact]
    public async Task WithoutAServer_TheDeployIsPending_AndTheAliasMoves()
    {
        _stages.Deploy = (_, _) => new(true, null, "no server lives");

        var report = await Driver.RunAsync();

        Assert.Equal((StageState.Pending, StandInStages.Candidate), (report.Stages[^1].State, report.Champion));
        Assert.DoesNotContain("withdraw", _stages.Calls);
    }

    [Fact]
    public async Task SwapLostToAnotherRun_IsWithdrawn_AndTheOtherStaysChampion()
    {
        _stages.Promote = (_, _) => new(false, 9, null, "the champion is version 9 by now");

        var report = await Driver.RunAsync();

        Assert.Equal(["deploy", "promote", "withdraw"], _stages.Calls.TakeLast(3));
        Assert.Equal((RunState.Succeeded, 9), (report.State, report.Champion));
        Assert.Null(report.Endpoint);
    }

    /// <summary>What is damaged stays so: asking again and again would hold the model up without a word.</summary>
    [Fact]
    public async Task PromotionThatFindsTheCatalogDamaged_EndsTheRun_AtItsFirstAttempt()
    {
        _stages.Promote = (_, _) => throw new ApplicationFailureException("the catalog is damaged", ErrorTypes.EnvironmentFault);

        var report = await Driver.RunAsync().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.Equal((RunState.Failed, "the catalog is damaged"), (report.State, report.Error));
        Assert.Equal(1, _stages.Calls.Count(call => call == "promote"));
    }

    [Fact]
    public async Task DeployThatFails_IsWithdrawn_AndNoAliasMoves()
    {
        _stages.Deploy = (_, _) => throw new ApplicationFailureException("the package does not fit", ErrorTypes.DataFault, nonRetryable: true);

        var report = await Driver.RunAsync();

        Assert.Equal(["deploy", "withdraw"], _stages.Calls.TakeLast(2));
        Assert.Equal((RunState.Failed, "the package does not fit", StandInStages.Champion), (report.State, report.Error, report.Champion));
        Assert.Equal(new DeployInput(Driver.Run, StandInStages.Candidate), _stages.Inputs<DeployInput>()[^1]);
    }

    [Fact]
    public async Task DeployAbortedWhileSuspended_IsWithdrawn_AndNoAliasMoves()
    {
        _stages.Deploy = (_, _) => throw new ApplicationFailureException("a server does not answer");
        await Driver.RunUntilSuspendedAsync();
        Assert.DoesNotContain("withdraw", _stages.Calls);

        await Driver.AbortAsync("enough");
        var report = await Driver.EndAsync();

        Assert.Equal("withdraw", _stages.Calls[^1]);
        Assert.DoesNotContain("promote", _stages.Calls);
        Assert.Equal((RunState.Aborted, "enough"), (report.State, report.Error));
    }

    [Fact]
    public async Task DeployRetriedWithSuccess_IsPromotedOnce()
    {
        _stages.Deploy = (call, _) => call <= 5 ? throw new ApplicationFailureException("a server does not answer") : new(false, "http://there", "ready");
        await Driver.RunUntilSuspendedAsync();

        await Driver.RetryAsync();
        var report = await Driver.EndAsync();

        Assert.Equal((RunState.Succeeded, StandInStages.Candidate, "http://there"), (report.State, report.Champion, report.Endpoint));
        Assert.Equal(["deploy", "promote"], _stages.Calls.TakeLast(2));
        Assert.Null(report.Error);
    }
}
