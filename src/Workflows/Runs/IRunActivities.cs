using Mdlc.Contracts.Runs;
using Temporalio.Activities;

namespace Mdlc.Workflows.Runs;

/// <summary>What the workflows tell the catalog, and ask of it and of the server.</summary>
public interface IRunActivities
{
    /// <summary>Records how a run stands. Returns it with what the catalog knows besides: attempts by stage, the champion.</summary>
    [Activity]
    Task<RunReport> RecordRunAsync(RunReport report);

    /// <summary>Is that run's workflow still open? Asked in case its report never came: an operator may have ended it.</summary>
    [Activity]
    Task<RunLiveness> DescribeRunAsync(RunKey run);

    /// <summary>Gives a run that data set off its number, once per event.</summary>
    [Activity]
    Task<RunKey> AllocateRunAsync(AllocateRunInput input);

    /// <summary>What a stage of an earlier run made, once every file that it names was held against its digest.</summary>
    /// <exception cref="Contracts.Faults.FaultException">That run has no such result, or a file of it is gone or damaged.</exception>
    [Activity]
    Task<KeptResult> TakeOverAsync(TakeOverInput input);

    /// <summary>Keeps the result of a stage that is no activity, for later runs that take it over.</summary>
    [Activity]
    Task KeepAsync(KeepInput input);
}
