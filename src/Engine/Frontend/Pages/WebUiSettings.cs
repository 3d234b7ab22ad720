using System.Text.Json.Nodes;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>What the Web UI asks first: <c>/api/v1/settings</c>.</summary>
internal static class WebUiSettings
{
    /// <summary>Actions of calls that this server does not have are switched off.</summary>
    public static JsonObject For(UiOptions options, IReadOnlySet<string> calls) => new()
    {
        ["Auth"] = new JsonObject { ["Enabled"] = false, ["Options"] = null, ["RedirectToProvider"] = false },
        ["DefaultNamespace"] = "default",
        ["ShowTemporalSystemNamespace"] = false,
        ["NavCollapsedByDefault"] = false,
        ["FeedbackURL"] = "",
        ["DisableNewsFetch"] = options.DisableNewsFetch,
        ["Codec"] = new JsonObject
        {
            ["Endpoint"] = options.CodecEndpoint,
            ["PassAccessToken"] = false,
            ["IncludeCredentials"] = false,
            ["DefaultErrorMessage"] = "",
            ["DefaultErrorLink"] = "",
        },
        ["Version"] = "2.54.1",
        ["DisableWriteActions"] = false,
        ["WorkflowTerminateDisabled"] = Lacks(calls, "TerminateWorkflowExecution"),
        ["WorkflowCancelDisabled"] = Lacks(calls, "RequestCancelWorkflowExecution"),
        ["WorkflowSignalDisabled"] = Lacks(calls, "SignalWorkflowExecution"),
        ["WorkflowUpdateDisabled"] = Lacks(calls, "UpdateWorkflowExecution"),
        ["WorkflowResetDisabled"] = Lacks(calls, "ResetWorkflowExecution"),
        ["WorkflowPauseDisabled"] = Lacks(calls, "PauseWorkflowExecution"),
        ["BatchActionsDisabled"] = Lacks(calls, "StartBatchOperation"),
        ["StartWorkflowDisabled"] = Lacks(calls, "StartWorkflowExecution"),
        ["HideWorkflowQueryErrors"] = false,
        ["RefreshWorkflowCountsDisabled"] = false,
        ["ActivityCommandsDisabled"] = Lacks(calls, "PauseActivity"),
    };

    private static bool Lacks(IReadOnlySet<string> calls, string name) => !calls.Contains(name);
}
