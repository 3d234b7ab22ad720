using Google.Protobuf.Reflection;

namespace Mdlc.Engine.Http;

/// <summary>One way to make a call over HTTP, as the call's descriptor says it.</summary>
/// <param name="Verb">GET, POST, PUT, PATCH or DELETE.</param>
/// <param name="Body">The field that the body fills; <c>*</c> for all fields that the path does not, empty for no body.</param>
internal sealed record HttpBinding(MethodDescriptor Method, string Verb, PathTemplate Path, string Body);
