using System.Text.Json.Serialization;

namespace Mdlc.Contracts.Spec;

public enum TrainerKind
{
    [JsonStringEnumMemberName("lightgbm")]
    LightGbm,

    [JsonStringEnumMemberName("fasttree")]
    FastTree,

    [JsonStringEnumMemberName("fastforest")]
    FastForest,

    [JsonStringEnumMemberName("sdca")]
    Sdca,

    [JsonStringEnumMemberName("lbfgs")]
    Lbfgs,

    [JsonStringEnumMemberName("averagedperceptron")]
    AveragedPerceptron,
}
