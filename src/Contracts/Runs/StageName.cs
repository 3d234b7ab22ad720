namespace Mdlc.Contracts.Runs;

/// <summary>The stages of a run, in their order.</summary>
public static class StageName
{
    public const string Fetch = "fetch";
    public const string Validate = "validate";
    public const string Transform = "transform";
    public const string Tune = "tune";
    public const string Train = "train";
    public const string Evaluate = "evaluate";
    public const string Gate = "gate";
    public const string Register = "register";
    public const string Deploy = "deploy";

    private static readonly string[] Stages = [Fetch, Validate, Transform, Tune, Train, Evaluate, Gate, Register, Deploy];

    public static IReadOnlyList<string> All => Stages;

    /// <summary>Where a stage stands among <see cref="All"/>; −1: it is none.</summary>
    public static int IndexOf(string stage) => Array.IndexOf(Stages, stage);
}
