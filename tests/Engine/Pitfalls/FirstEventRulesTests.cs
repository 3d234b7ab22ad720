using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>What the server fills into the first event and into lists without being asked.</summary>
public sealed class FirstEventRulesTests : PitfallLoop
{
    [Fact]
    public void FirstEvent_KnowsItsPlaceInTheChain()
    {
        var runId = Loop.Start(configure: r =>
        {
            r.Identity = "client";
            r.Header = new() { Fields = { ["trace"] = PayloadValues.Text("abc") } };
            r.Priority = new() { PriorityKey = 2 };
            r.UserMetadata = new() { Summary = PayloadValues.Text("why") };
        });

        var first = Loop.History()[0];
        var started = first.WorkflowExecutionStartedEventAttributes;
        Assert.Equal((runId, runId, 1, "client"), (started.FirstExecutionRunId, started.OriginalExecutionRunId, started.Attempt, started.Identity));
        Assert.Equal(("workflow", 2), (started.WorkflowId, started.Priority.PriorityKey));
        Assert.Equal("\"abc\"", started.Header.Fields["trace"].Data.ToStringUtf8());
        Assert.Equal("\"why\"", first.UserMetadata.Summary.Data.ToStringUtf8());
    }

    [Fact]
    public void Successor_KnowsTheFirstAndTheOneBefore()
    {
        var first = Loop.Start();

        Loop.Complete(Loop.PollWorkflow()!, Does.ContinueAsNew());

        var started = Loop.State().Started;
        Assert.Equal((first, first, Loop.State().RunId), (started.FirstExecutionRunId, started.ContinuedExecutionRunId, started.OriginalExecutionRunId));
    }

    [Fact]
    public void MemoAndAttributes_AreListedAtOnceAndCarryTheirType()
    {
        Loop.Registry.Add("default", new Dictionary<string, IndexedValueType> { ["Color"] = IndexedValueType.Keyword });

        Loop.Start(configure: r =>
        {
            r.Memo = new() { Fields = { ["owner"] = PayloadValues.Text("me") } };
            r.SearchAttributes = new() { IndexedFields = { ["Color"] = PayloadValues.Text("blue") } };
        });

        var listed = Assert.Single(Loop.Visibility.List("default", "Color = 'blue'", 10, ByteString.Empty).Records);
        Assert.Equal("\"me\"", listed.Memo!.Fields["owner"].Data.ToStringUtf8());
        Assert.Equal("Keyword", Loop.State().SearchAttributes["Color"].Metadata["type"].ToStringUtf8());
    }

    [Fact]
    public void WorkersThatTookPart_AreListed()
    {
        Loop.Start();

#pragma warning disable CS0612 // Deprecated by Temporal, and still how workers without a deployment name their build.
        Loop.Complete(Loop.PollWorkflow()!, r => r.WorkerVersionStamp = new() { BuildId = "build" }, Does.CompleteWorkflow());
#pragma warning restore CS0612

        Assert.Single(Loop.Visibility.List("default", "BuildIds = 'unversioned:build'", 10, ByteString.Empty).Records);
    }
}
