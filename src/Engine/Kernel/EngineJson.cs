using System.Text.Json.Serialization;
using Mdlc.Engine.Visibility;

namespace Mdlc.Engine;

/// <summary>What becomes JSON beside protobuf messages, with code that the compiler makes: a native build has no reflection.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(IEnumerable<string>))]
[JsonSerializable(typeof(VisibilityPageToken))]
internal sealed partial class EngineJson : JsonSerializerContext;
