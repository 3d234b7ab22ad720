using System.CommandLine;
using System.Security.Cryptography;
using Mdlc.Catalog.Files;
using Mdlc.Contracts.Decisions;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.People;

/// <summary>A person's private key: encrypted PKCS#8 in PEM, in a file that only its owner reads.</summary>
internal static class KeyFile
{
    private const string PassphraseVariable = "MDLC_KEY_PASSPHRASE";
    private const int LeastPassphrase = 8;
    private const int Iterations = 600_000;

    /// <summary>Where a person's keys lie, unless a file is named.</summary>
    public static string PathOf(string name) =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "mdlc", "keys", $"{name}.pem");

    public static Option<string?> Option() => new Option<string?>("--key")
    {
        Description = "The file of the key to sign with; MDLC_KEY names it as well. Its passphrase is asked for, or is MDLC_KEY_PASSPHRASE.",
        HelpName = "file",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MDLC_KEY") is { Length: > 0 } file ? file : null,
    }.IsPath();

    /// <returns>The public part.</returns>
    /// <exception cref="UserException">The file is there already, or the passphrase is too short.</exception>
    public static string Make(string file)
    {
        var passphrase = Passphrase("Passphrase for the new key: ");
        if (passphrase.Length < LeastPassphrase)
        {
            throw new UserException($"Found a passphrase of {passphrase.Length} characters, expected at least {LeastPassphrase}.");
        }

        using var key = PersonKey.Create();
        var pem = key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            using var stream = new FileStream(file, PrivateFile.New(FileAccess.Write));
            stream.Write(System.Text.Encoding.ASCII.GetBytes(pem + "\n"));
            stream.Flush(flushToDisk: true);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new UserException($"{file} is there already: a key is never overwritten. Name another with --out.");
        }

        return PersonKey.PublicOf(key);
    }

    /// <exception cref="UserException">There is no such key, or the passphrase is not its own.</exception>
    public static ECDsa Open(string file)
    {
        if (!File.Exists(file))
        {
            throw new UserException($"There is no key {file}. Make one: mdlc key new");
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromEncryptedPem(SmallFile.ReadText(file), Passphrase($"Passphrase of {file}: "));
            return key;
        }
        catch (Exception bad) when (bad is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new UserException($"The key {file} cannot be opened: the passphrase is not its own, or the file is no key that `mdlc key new` made.", inner: bad);
        }
    }

    private static string Passphrase(string question)
    {
        if (Environment.GetEnvironmentVariable(PassphraseVariable) is { Length: > 0 } given)
        {
            return given;
        }

        if (Console.IsInputRedirected)
        {
            throw new UserException($"Nobody is there to type the passphrase. Put it into {PassphraseVariable}.");
        }

        Console.Error.Write(question);
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } pressed)
        {
            if (pressed.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else
            {
                typed.Append(pressed.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
