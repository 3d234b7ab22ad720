namespace Mdlc.Starter.Rollouts;

/// <summary>One build of a project's workers.</summary>
/// <param name="Build">Its id; null for the workers that say none.</param>
/// <param name="State">Null for those: they do what no build is current for, and what they began themselves.</param>
/// <param name="Percent">Of what begins, 0 to 100; null where the server routes none by share.</param>
/// <param name="Workers">Processes that polled for workflows in the last minutes; a server remembers one for some minutes after its end.</param>
/// <param name="Open">Workflows that are under way on it: runs, studies, and lifecycles.</param>
/// <param name="Since">When it became what it is; null where the server does not say.</param>
internal sealed record BuildRow(string Project, string? Build, BuildState? State, float? Percent, int Workers, long Open, DateTimeOffset? Since);
