namespace Mdlc.Engine.Schedules;

/// <summary>What a start that waits does to the actions that run.</summary>
internal enum RunningActions
{
    Leave,
    Cancel,
    Terminate,
}
