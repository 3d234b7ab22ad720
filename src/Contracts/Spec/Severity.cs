namespace Mdlc.Contracts.Spec;

public enum Severity
{
    /// <summary>A row that breaks the rule is quarantined; a batch that does fails.</summary>
    Error,

    /// <summary>Counted and shown; nothing is taken out.</summary>
    Warn,
}
