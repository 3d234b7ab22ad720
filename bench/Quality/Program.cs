using Mdlc.Quality.Bench;

QualityOptions options;
try
{
    options = QualityOptions.Parse(args);
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n{QualityOptions.Usage}");
    return 2;
}

var folder = Directory.CreateTempSubdirectory("mdlc-quality-").FullName;
try
{
    await new QualityBench(options, folder).RunAsync(Console.Out);
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
