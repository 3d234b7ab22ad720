using Mdlc.Workflows.Notices;
using Temporalio.Activities;

namespace Mdlc.Activities.Notices;

/// <summary>See <see cref="INoticeActivities"/>. The file comes first: what cannot be posted can be read there.</summary>
public sealed class NoticeActivities(NoticeFile file, NoticeHook hook) : INoticeActivities
{
    [Activity]
    public Task NotifyAsync(Notice notice)
    {
        file.Append(notice);
        return hook.PostAsync(notice, ActivityExecutionContext.Current.CancellationToken);
    }
}
