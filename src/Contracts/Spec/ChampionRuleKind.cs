namespace Mdlc.Contracts.Spec;

public enum ChampionRuleKind
{
    NonInferior,
    Superior,
}
