using System.Runtime.CompilerServices;
using Mdlc.Conformance.Tests.Comparison;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Mdlc.Tests.Shared.Servers;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>
/// Base of the scenarios about one subject. Groups run side by side; the scenarios of a group one after the other, each on both
/// servers at once.
/// </summary>
public abstract class ScenarioGroup(ConformanceServers servers)
{
    /// <summary>Runs a scenario on the engine and compares what it recorded, event by event, with the reference.</summary>
    protected async Task CompareAsync(Reference reference, Func<ScenarioRun, Task> drive, [CallerMemberName] string method = "")
    {
        var scenario = NameOf(GetType(), method);
        if (GoldenStore.IsRecording)
        {
            await RecordAsync(reference, scenario, drive);
            return;
        }

        if (reference == Reference.RealServer && !RealServer.IsAtHand)
        {
            Assert.Skip(RealServer.Needed);
        }

        // Both at once: most of a scenario's time is waiting.
        var theirs = RealServer.IsAtHand ? servers.DocumentAsync(scenario, ServerKind.Real, drive) : null;
        var ours = servers.DocumentAsync(scenario, ServerKind.Engine, drive);
        var expected = reference == Reference.Golden ? GoldenStore.Read(scenario) : await BelievedAsync(scenario, theirs!);
        var difference = await DifferenceAsync(scenario, ours, expected);
        if (difference is not null && !KnownDifferences.All.ContainsKey(scenario))
        {
            // Two servers and hundreds of scenarios share the machine: a deadline of a second may have passed. A fault is there twice.
            TestContext.Current.AddWarning($"{scenario} was driven twice on the engine, which at first differed:\n{difference}");
            ours = servers.DriveAsync(scenario, ServerKind.Engine, drive);
            difference = await DifferenceAsync(scenario, ours, expected);
        }

        if (difference is not null && reference == Reference.RealServer && await DifferenceAsync(scenario, ours, GoldenStore.Read(scenario)) is null)
        {
            // The engine did what the real server is on record with, and the real server, in each of its runs, something else: it
            // differs from itself, as it does where a scenario's course hangs on a second more or less.
            Assert.Skip($"the real server differs from its own golden: {difference}");
        }

        AssertAgreement(scenario, difference);
    }

    /// <summary>
    /// Until a run that has begun is older than the second (<c>history.continueAsNewMinInterval</c>) before whose end a continue-as-new
    /// waits: whether it was younger would hang on the machine's load.
    /// </summary>
    protected static Task OutliveTheMinimumAsync() => Task.Delay(1200);

    internal static string NameOf(Type group, string method) => $"{group.Name.Replace("Scenarios", "", StringComparison.Ordinal)}.{method}";

    /// <summary>
    /// What the real server recorded. It is no reference where it was too slow, nor, being of another version than the goldens', where
    /// it differs from them.
    /// </summary>
    private async Task<ScenarioDocument> BelievedAsync(string scenario, Task<ScenarioDocument> theirs)
    {
        var version = await servers.RealVersionAsync();
        if (version == GoldenStore.ServerVersion)
        {
            try
            {
                return await theirs;
            }
            catch (TooSlowException e)
            {
                Assert.Skip(e.Message);
            }
        }

        var because = $"the real server here is {version} and differs from {GoldenStore.ServerVersion}, the reference";
        ScenarioDocument? recorded = null;
        try
        {
            recorded = await theirs;
        }
        catch (Exception e)
        {
            Assert.Skip($"{because}: {e.Message}");
        }

        Assert.SkipWhen(DocumentDiff.Describe(recorded, GoldenStore.Read(scenario)) is not null, because);
        return recorded;
    }

    /// <summary>Null when both recorded the same; a scenario that the engine could not even be driven through is a difference too.</summary>
    private static async Task<string?> DifferenceAsync(string scenario, Task<ScenarioDocument> ours, ScenarioDocument theirs)
    {
        AssertRecorded(theirs);
        try
        {
            return KnownDifferences.Describe(scenario, await ours, theirs);
        }
        catch (Exception e)
        {
            return $"On the engine the scenario itself failed: {e}";
        }
    }

    private async Task RecordAsync(Reference reference, string scenario, Func<ScenarioRun, Task> drive)
    {
        if (reference == Reference.RealServer)
        {
            Assert.Skip("recording: nothing is compared");
        }

        if (!RealServer.IsAtHand)
        {
            Assert.Fail($"Recording {RealServer.Needed}.");
        }

        Assert.Equal(GoldenStore.ServerVersion, await servers.RealVersionAsync());
        var recorded = await servers.DocumentAsync(scenario, ServerKind.Real, drive);
        AssertRecorded(recorded);
        GoldenStore.Write(scenario, recorded);
    }

    private static void AssertAgreement(string scenario, string? difference)
    {
        if (KnownDifferences.All.TryGetValue(scenario, out var known))
        {
            Assert.True(difference is not null, $"{scenario} agrees now: take it off KNOWN-DIFFERENCES.md.");
            Assert.Skip($"known difference: {known}");
        }

        if (difference is not null)
        {
            Assert.Fail($"{scenario}\n{difference}");
        }
    }

    private static void AssertRecorded(ScenarioDocument document) =>
        Assert.True(document.Root.Count > 0, "The scenario recorded nothing: there is nothing to compare.");
}
