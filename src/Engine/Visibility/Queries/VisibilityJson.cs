using System.Text.Json.Serialization;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>As <see cref="Kernel.EngineJson"/>, for what lists hand out.</summary>
[JsonSerializable(typeof(VisibilityPageToken))]
internal sealed partial class VisibilityJson : JsonSerializerContext;
