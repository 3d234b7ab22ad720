namespace Mdlc.Engine.Histories.Tasks.Commands;

/// <summary>Why a batch of commands is refused as a whole.</summary>
/// <param name="Message">Empty when the cause says it all.</param>
/// <param name="TerminatesWorkflow">The workflow cannot go on: asking the worker again would give the same commands.</param>
internal sealed record CommandFailure(WorkflowTaskFailedCause Cause, string Message, bool TerminatesWorkflow = false)
{
    /// <summary>As it is shown: cause and text.</summary>
    public string Text => Message.Length == 0 ? Cause.ToString() : $"{Cause}: {Message}";
}
