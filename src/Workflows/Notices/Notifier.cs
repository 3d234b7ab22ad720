using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Mdlc.Workflows.Notices;

/// <summary>How a workflow tells.</summary>
public static class Notifier
{
    /// <summary>Tells, and tries for a day where the receiver does not take it.</summary>
    /// <returns>Null once it is told; else the sentence why it was not, and will not be.</returns>
    public static async Task<string?> TellAsync(Notice notice)
    {
        try
        {
            await Workflow.ExecuteActivityAsync((INoticeActivities a) => a.NotifyAsync(notice), StageOptions.Notice($"notify: {notice.Type} of {notice.Subject}"));
            return null;
        }
        catch (ActivityFailureException failed) when (!TemporalException.IsCanceledException(failed))
        {
            return Failures.Sentence(failed);
        }
    }
}
