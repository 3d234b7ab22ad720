using Temporalio.Common;
using Temporalio.Workflows;

namespace Mdlc.Engine.Tests.Deployments;

/// <summary>Two workflows that ask, at each signal, which version's worker they are with.</summary>
internal static class VersionedWorkflows
{
    private const string Ask = "WhoAmI";

    [Workflow(VersioningBehavior = VersioningBehavior.Pinned)]
    public sealed class Staying
    {
        private readonly Diary _diary = new();

        [WorkflowRun]
        public Task<string> RunAsync() => _diary.KeepAsync();

        [WorkflowQuery]
        public int Notes() => _diary.Notes;

        [WorkflowSignal]
        public Task NoteAsync() => _diary.NoteAsync();

        [WorkflowSignal]
        public Task EndAsync() => _diary.EndAsync();
    }

    [Workflow(VersioningBehavior = VersioningBehavior.AutoUpgrade)]
    public sealed class Moving
    {
        private readonly Diary _diary = new();

        [WorkflowRun]
        public Task<string> RunAsync() => _diary.KeepAsync();

        [WorkflowSignal]
        public Task NoteAsync() => _diary.NoteAsync();

        [WorkflowSignal]
        public Task EndAsync() => _diary.EndAsync();
    }

    private sealed class Diary
    {
        private readonly List<string> _builds = [];
        private bool _ended;

        public int Notes => _builds.Count;

        public async Task<string> KeepAsync()
        {
            await NoteAsync();
            await Workflow.WaitConditionAsync(() => _ended && Workflow.AllHandlersFinished);
            return string.Join(' ', _builds);
        }

        public async Task NoteAsync() =>
            _builds.Add(await Workflow.ExecuteActivityAsync<string>(Ask, [], new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) }));

        public Task EndAsync()
        {
            _ended = true;
            return Task.CompletedTask;
        }
    }
}
