using Google.Protobuf.Reflection;
using Temporalio.Api.Dependencies.Google.Api;

namespace Mdlc.Engine.Http;

/// <summary>Reads the <c>google.api.http</c> rules out of service descriptors.</summary>
internal static class HttpRules
{
    /// <exception cref="FormatException">A rule has a form that the router does not know.</exception>
    public static IEnumerable<HttpBinding> Of(IEnumerable<ServiceDescriptor> services) =>
        from service in services
        from method in service.Methods
        let rule = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http)
        where rule is not null
        from binding in rule.AdditionalBindings.Prepend(rule)
        select Binding(method, binding);

    private static HttpBinding Binding(MethodDescriptor method, HttpRule rule)
    {
        var (verb, path) = rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch),
            HttpRule.PatternOneofCase.Delete => ("DELETE", rule.Delete),
            _ => throw new FormatException($"{method.FullName}: found the HTTP pattern {rule.PatternCase}, expected a verb with a path"),
        };
        return new HttpBinding(method, verb, PathTemplate.Parse(path), rule.Body);
    }
}
