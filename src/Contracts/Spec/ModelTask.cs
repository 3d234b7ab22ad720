namespace Mdlc.Contracts.Spec;

/// <summary>What is learned.</summary>
public enum ModelTask
{
    Binary,
    Multiclass,
    Regression,
}
