namespace Mdlc.Workflows;

/// <summary>One task queue per kind of work and project, so that each kind can have machines of its own.</summary>
public sealed record TaskQueues(string Project)
{
    /// <summary>Pieces of work that a worker does at once, of each kind but the quick ones.</summary>
    public const int ConcurrentWork = 2;

    /// <summary>Workflow tasks and the quick activities of the catalog.</summary>
    public string Workflows => $"mdlc-{Project}";

    public string Data => $"mdlc-{Project}-data";

    public string Train => $"mdlc-{Project}-train";

    public string Deploy => $"mdlc-{Project}-deploy";

    /// <summary>The worker deployment that builds of the project's workers are versions of. Its name may have no dot, a project's may; no project's has a tilde.</summary>
    public string WorkerDeployment => $"mdlc-{Project.Replace('.', '~')}";
}
