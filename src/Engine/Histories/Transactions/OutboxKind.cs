namespace Mdlc.Engine.Histories.Transactions;

/// <summary>Work of one run that concerns another. The numbers are on disk: add, never renumber.</summary>
internal enum OutboxKind
{
    /// <summary>Start the child that the event asks for.</summary>
    StartChild = 1,

    /// <summary>Deliver the signal that the event asks for.</summary>
    SignalExternal = 2,

    /// <summary>Deliver the cancel request that the event asks for.</summary>
    CancelExternal = 3,

    /// <summary>Tell the parent that the run closed.</summary>
    NotifyParent = 4,

    /// <summary>Apply the parent close policy to the run's children.</summary>
    CloseChildren = 5,

    /// <summary>Schedule the first workflow task of a child whose start its parent has recorded.</summary>
    ScheduleFirstTask = 6,

    /// <summary>Remove the run and all that is kept of it.</summary>
    Forget = 7,

    /// <summary>Do what the run asked the server itself for.</summary>
    ServeOperation = 8,
}
