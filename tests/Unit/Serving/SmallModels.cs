using Mdlc.Contracts.Spec;
using Mdlc.Unit.Tests.Catalog.Models;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>Models trained once for all tests of the server.</summary>
internal static class SmallModels
{
    public static SmallModel Binary { get; } = SmallModel.Train(ModelTask.Binary);

    public static SmallModel OtherBinary { get; } = SmallModel.Train(ModelTask.Binary, seed: 2);

    public static SmallModel Multiclass { get; } = SmallModel.Train(ModelTask.Multiclass);

    public static SmallModel Regression { get; } = SmallModel.Train(ModelTask.Regression);
}
