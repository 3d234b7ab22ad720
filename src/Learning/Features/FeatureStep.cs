using Microsoft.ML;

namespace Mdlc.Learning.Features;

/// <summary>One transform on the way from columns to the vector.</summary>
/// <param name="Fit">Fits it to the rows that the steps before have made.</param>
/// <param name="OnlyInServing">The training rows have its outputs already, made in another way.</param>
internal sealed record FeatureStep(Func<IDataView, ITransformer> Fit, bool OnlyInServing = false);
