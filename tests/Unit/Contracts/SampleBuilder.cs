using System.Reflection;
using System.Text.Json;

namespace Mdlc.Unit.Tests.Contracts;

/// <summary>Builds one filled instance of a record: every property has a value, the same one each time, and none is left at its default.</summary>
internal static class SampleBuilder
{
    private const int MaxDepth = 12;

    private static readonly Dictionary<Type, Func<string, object>> Simple = new()
    {
        [typeof(string)] = name => name,
        [typeof(bool)] = _ => true,
        [typeof(int)] = _ => 7,
        [typeof(long)] = _ => 7_000_000_000L,
        [typeof(double)] = _ => 0.25,
        [typeof(Guid)] = _ => Guid.Parse("00000000-0000-0000-0000-000000000007"),
        [typeof(DateTime)] = _ => new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        [typeof(DateTimeOffset)] = _ => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        [typeof(TimeSpan)] = _ => TimeSpan.FromSeconds(90),
        [typeof(JsonElement)] = _ => JsonSerializer.SerializeToElement(new { any = "json" }),
    };

    public static object Build(Type type, string name = "text", int depth = 0)
    {
        Assert.True(depth < MaxDepth, $"{type.Name} holds itself; give SampleBuilder a place to stop.");
        var actual = Nullable.GetUnderlyingType(type) ?? type;
        return Simple.TryGetValue(actual, out var simple) ? simple(name)
            : actual.IsEnum ? Enum.GetValues(actual).GetValue(Enum.GetValues(actual).Length - 1)!
            : actual.IsGenericType || actual.IsArray ? BuildCollection(actual, name, depth)
            : BuildRecord(actual, depth);
    }

    private static object BuildCollection(Type type, string name, int depth)
    {
        var element = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[^1];
        var value = Build(element, name, depth + 1);
        if (!type.IsArray && type.GetGenericArguments() is [var key, _])
        {
            var dictionary = Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, element))!;
            dictionary.GetType().GetMethod("Add")!.Invoke(dictionary, [Build(key, "key", depth + 1), value]);
            return dictionary;
        }

        var array = Array.CreateInstance(element, 1);
        array.SetValue(value, 0);
        return type.IsAssignableFrom(array.GetType()) ? array : Activator.CreateInstance(type, array)!;
    }

    private static object BuildRecord(Type type, int depth)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)
            ?? throw new NotSupportedException($"{type} has no public constructor; a payload is a record that JSON can build.");
        var record = constructor.Invoke([.. constructor.GetParameters().Select(p => Build(p.ParameterType, Camel(p.Name!), depth + 1))]);
        var taken = constructor.GetParameters().Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && !taken.Contains(p.Name)))
        {
            property.SetValue(record, Build(property.PropertyType, Camel(property.Name), depth + 1));
        }

        return record;
    }

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
