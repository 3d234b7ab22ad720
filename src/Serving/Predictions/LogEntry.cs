using Mdlc.Catalog.Predictions;
using Mdlc.Serving.Models;

namespace Mdlc.Serving.Predictions;

/// <summary>An answered request on its way to the log.</summary>
internal sealed record LogEntry(LoadedModel Model, LoggedRequest Request);
