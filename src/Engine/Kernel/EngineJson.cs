using System.Text.Json.Serialization;

namespace Mdlc.Engine.Kernel;

/// <summary>What becomes JSON beside protobuf messages, with code that the compiler makes: a native build has no reflection.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(IEnumerable<string>))]
internal sealed partial class EngineJson : JsonSerializerContext;
