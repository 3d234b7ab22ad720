using Mdlc.Catalog.Predictions;

namespace Mdlc.Serving.Inference;

/// <summary>One input of a request.</summary>
/// <param name="Received">The values as they came: what is logged.</param>
/// <param name="Read">The values that the model sees: texts without white space at their ends, and without words that mean "missing".</param>
internal sealed record InputColumn(LoggedColumn Received, LoggedColumn Read);
