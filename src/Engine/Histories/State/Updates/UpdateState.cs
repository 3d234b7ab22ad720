namespace Mdlc.Engine.Histories.State.Updates;

/// <summary>How far an update has come. The names are also those that refusals of messages tell.</summary>
internal enum UpdateState
{
    /// <summary>Known to the server, not yet to a worker.</summary>
    Admitted,

    /// <summary>Given to a worker, which has not answered.</summary>
    Sent,

    /// <summary>In history; its handler runs.</summary>
    Accepted,

    /// <summary>It has an outcome: of its handler, or a rejection.</summary>
    Completed,

    /// <summary>It ended without its handler: the workflow closed, or the workflow task that carried it failed.</summary>
    Aborted,
}
