namespace Mdlc.Workflows.Champions;

public sealed record MoveInput(string Project, string Model, ChampionMove Move);
