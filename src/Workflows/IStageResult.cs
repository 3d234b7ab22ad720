namespace Mdlc.Workflows;

/// <summary>What every stage's result can say in one line.</summary>
public interface IStageResult
{
    /// <summary>One line for a person, e.g. "32 561 rows, 0 rejected".</summary>
    string Summary { get; }

    /// <summary>Sentences about what the stage guessed, dropped or doubts.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>What the stage found, in a word, where that it ended well does not say it.</summary>
    string? Outcome => null;
}
