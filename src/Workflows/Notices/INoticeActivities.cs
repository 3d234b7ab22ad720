using Temporalio.Activities;

namespace Mdlc.Workflows.Notices;

/// <summary>The one way out for all notices.</summary>
public interface INoticeActivities
{
    /// <summary>Appends the notice to the home's file, and posts it where the environment says. Done twice, it is one line, and one delivery by its id.</summary>
    [Activity]
    Task NotifyAsync(Notice notice);
}
