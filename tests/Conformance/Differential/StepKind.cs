using System.Text.Json.Serialization;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>What a step of a program does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepKind>))]
public enum StepKind
{
    /// <summary>An activity that answers by itself.</summary>
    Activity,

    /// <summary>An activity that answers when it is let go.</summary>
    GatedActivity,

    /// <summary>An activity that never answers and times out.</summary>
    SilentActivity,

    /// <summary>An activity that is cancelled after a signal.</summary>
    CancelledActivity,

    /// <summary>An activity within the worker.</summary>
    LocalActivity,

    /// <summary>A short timer.</summary>
    Timer,

    /// <summary>A timer of an hour that a signal overtakes.</summary>
    OvertakenTimer,

    /// <summary>A wait for a signal.</summary>
    Await,

    /// <summary>A child with a program of its own, which is waited for.</summary>
    Child,

    /// <summary>A child that the parent does not wait for.</summary>
    LeftChild,

    /// <summary>A child that is signalled by its parent.</summary>
    SignalledChild,

    /// <summary>A child that is cancelled by its parent.</summary>
    CancelledChild,

    /// <summary>A child that does nothing until its time is over.</summary>
    SilentChild,

    /// <summary>A child whose id is taken.</summary>
    RefusedChild,

    /// <summary>A signal to a workflow that is not there.</summary>
    SignalNobody,

    /// <summary>A cancel request to a workflow that is not there.</summary>
    CancelNobody,

    /// <summary>A patch's marker.</summary>
    Patch,

    /// <summary>A change of the memo.</summary>
    Memo,

    /// <summary>A change of the search attributes.</summary>
    SearchAttribute,

    /// <summary>Branches side by side.</summary>
    Parallel,

    /// <summary>Goes on as a new run with what is left.</summary>
    ContinueAsNew,

    /// <summary>The workflow fails, in its first attempt or in every one.</summary>
    Fail,
}
