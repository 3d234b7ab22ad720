using System.Text.Json.Serialization;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>What somebody does to a program's workflow without being asked.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutsideKind>))]
public enum OutsideKind
{
    Signal,
    Update,
    RefusedUpdate,
    FailedUpdate,
    GatedUpdate,
    Query,
    Cancel,
    Terminate,
    Reset,
}
