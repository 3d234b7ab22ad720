using System.Reflection;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows;
using Temporalio.Activities;
using Temporalio.Workflows;

namespace Mdlc.Unit.Tests.Contracts;

/// <summary>Every record of ours that is written into a history or a package.</summary>
internal static class PayloadTypes
{
    /// <summary>Documents of a model's package, which live as long as histories do.</summary>
    private static readonly Type[] Documents = [typeof(ModelPackage), typeof(ModelSpec)];

    /// <summary>What the failures of activities carry, which no signature names.</summary>
    private static readonly Type[] FailureDetails = [typeof(FaultPage)];

    private static readonly Type[] HandlerAttributes =
        [typeof(WorkflowRunAttribute), typeof(WorkflowSignalAttribute), typeof(WorkflowQueryAttribute), typeof(WorkflowUpdateAttribute)];

    public static IReadOnlyDictionary<string, Type> ByName { get; } = ActivityTypes().Concat(HandlerTypes()).Concat(Documents).Concat(FailureDetails)
        .SelectMany(Elements)
        .Where(IsOurs)
        .Distinct()
        .ToDictionary(type => type.Name);

    /// <summary>The enums that the payloads hold, at any depth.</summary>
    public static IReadOnlyList<Type> Enums { get; } =
        [.. ByName.Values.SelectMany(type => Reachable(type, [])).Where(type => type.IsEnum).Distinct().OrderBy(type => type.Name, StringComparer.Ordinal)];

    private static IEnumerable<Type> ActivityTypes() =>
        from type in typeof(SearchAttributes).Assembly.GetTypes()
        where type.IsInterface
        from method in type.GetMethods()
        where method.IsDefined(typeof(ActivityAttribute))
        from used in Signature(method)
        select used;

    private static IEnumerable<Type> HandlerTypes() =>
        from type in typeof(SearchAttributes).Assembly.GetTypes()
        where type.IsDefined(typeof(WorkflowAttribute))
        from method in type.GetMethods()
        where HandlerAttributes.Any(attribute => method.IsDefined(attribute))
        from used in Signature(method)
        select used;

    private static IEnumerable<Type> Signature(MethodInfo method) =>
        method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType);

    /// <summary>The type itself, or those that it is made of when it is a task, a list, a dictionary or a nullable value.</summary>
    private static IEnumerable<Type> Elements(Type type) =>
        type.IsGenericType && !IsOurs(type) ? type.GetGenericArguments().SelectMany(Elements) : [type];

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("Mdlc.", StringComparison.Ordinal) == true;

    private static HashSet<Type> Reachable(Type type, HashSet<Type> seen)
    {
        foreach (var element in Elements(type).Where(t => IsOurs(t) && seen.Add(t)))
        {
            foreach (var property in element.IsEnum ? [] : element.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                Reachable(property.PropertyType, seen);
            }
        }

        return seen;
    }
}
