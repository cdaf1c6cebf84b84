@echo off
rem Granary from the command line: builds what is missing or older than its source, then runs it. "granary help" tells the rest.
rem No delayed expansion, which would eat exclamation marks; no blocks around paths, which may hold parentheses.
setlocal enableextensions disabledelayedexpansion
set "home=%~dp0"
set "home=%home:~0,-1%"
set "built=%home%\cnf\target\built"

if "%~1"=="" goto usage
set "sub=%~1"
rem the words behind the command as they were typed: cmd itself parts them at commas and equals signs, and drops empty ones
set granary_words=%*
set "words="
for /f "tokens=1,*" %%a in ('set granary_words') do set words=%%b
shift
if /i "%sub%"=="help" goto usage
if /i "%sub%"=="-h" goto usage
if /i "%sub%"=="--help" goto usage
if /i "%sub%"=="host" goto known
if /i "%sub%"=="wast" goto known
if /i "%sub%"=="validate" goto known
if /i "%sub%"=="print" goto known
if /i "%sub%"=="parse" goto known
if /i "%sub%"=="objdump" goto known
if /i "%sub%"=="compile" goto known
if /i "%sub%"=="run" goto known
if /i "%sub%"=="settings" goto known
if /i "%sub%"=="bench" goto known
echo granary: no such command: "%sub%" 1>&2
call :usagetext 1>&2
exit /b 2

:known
set "deploy=%home%\deploy"
set "data=%home%\data"
set "args="
set "given="
if /i not "%sub%"=="host" goto arguments_end
:arguments
if "%~1"=="" goto arguments_end
set "named=%~1"
if "%named%"=="--deploy" goto argument_with_value
if "%named%"=="--data" goto argument_with_value
if "%named%"=="-h" goto usage
if "%named%"=="--help" goto usage
if "%named%"=="-c" goto argument_with_value
if "%named%"=="--command" goto argument_with_value
if "%named%"=="--wait" goto argument_with_value
if not "%named%"=="--no-shell" goto unknown_argument
set args=%args% --no-shell
shift
goto arguments
rem a value behind an equals sign comes as the next word, too
:argument_with_value
rem no commands at all are commands, too: then the host starts and stops
set value=%2
if not defined value goto no_value
if "%~2"=="" if not "%named%"=="-c" if not "%named%"=="--command" goto no_value
if "%named%"=="--deploy" set "deploy=%~f2"
if "%named%"=="--data" set "data=%~f2"
if "%named%"=="-c" set args=%args% -c "%~2"
if "%named%"=="--command" set args=%args% -c "%~2"
if "%named%"=="--wait" for /f "delims=0123456789" %%w in ("%~2") do goto wrong_wait
if "%named%"=="--wait" set args=%args% --wait "%~2"
shift
shift
goto arguments
:arguments_end
rem a backslash before a quote would be one with it
if "%deploy:~-1%"=="\" set "deploy=%deploy%."
if "%data:~-1%"=="\" set "data=%data%."

set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
set "version="
if defined JAVA_HOME if not exist "%java%.*" goto no_java_home
for /f "tokens=3" %%v in ('call "%java%" -version 2^>^&1 ^| findstr /c:" version "') do if not defined version set "version=%%~v"
if not defined version goto no_java
for /f "tokens=1,2 delims=.-+" %%v in ("%version%") do (
    set "version=%%v"
    if "%%v"=="1" set "version=%%w"
)
if %version% lss 17 goto old_java

:look
rem the path of this folder itself says nothing; folders too: their time tells of deleted files
powershell -NoProfile -Command "if (-not (Test-Path -LiteralPath $env:built)) { exit 1 }; $t = (Get-Item -LiteralPath $env:built).LastWriteTimeUtc; $n = Get-ChildItem -LiteralPath $env:home -Recurse | Where-Object { $p = $_.FullName.Substring($env:home.Length); $_.LastWriteTimeUtc -gt $t -and $p -notmatch '\\target\\|^\\itests\\|^\\deploy\\|^\\data\\|^\\cnf\\(bin|src|generated)\\|\\src\\test\\' -and $p -match '\\src\\main\\|\\pom\.xml$|\.bnd$|\.bndrun$' } | Select-Object -First 1; if ($n) { exit 1 } else { exit 0 }"
if not errorlevel 1 goto ready
where mvn >nul 2>nul
if errorlevel 1 goto no_maven
if not exist "%home%\cnf\target" mkdir "%home%\cnf\target"
rem what another one writes into cannot be deleted, nor opened once more; that goes with it, however it ends
set "lock=%home%\cnf\target\building"
if exist "%lock%" del "%lock%" 2>nul
if exist "%lock%" goto wait_for_build
set "alone="
call :build >"%lock%"
if not defined alone if not exist "%lock%" goto no_target
if not defined alone goto wait_for_build
if not "%failed%"=="0" goto no_build
goto ready
:wait_for_build
ping -n 2 127.0.0.1 >nul
goto look

:ready
if /i "%sub%"=="wast" goto wast
if /i "%sub%"=="bench" goto bench
if /i not "%sub%"=="host" goto files

if exist "%home%\deploy" goto deploy_there
if /i not "%deploy%"=="%home%\deploy" goto deploy_there
mkdir "%home%\deploy"
copy /y "%home%\examples\*.wat" "%home%\deploy" >nul 2>nul
:deploy_there
if not exist "%deploy%" mkdir "%deploy%"
if not exist "%deploy%" goto no_deploy
if not exist "%data%" mkdir "%data%"
if not exist "%data%" goto no_data
rem Felix keeps this file open while it runs, and then it cannot be deleted
if exist "%data%\framework\cache.lock" del "%data%\framework\cache.lock" 2>nul
if exist "%data%\framework\cache.lock" goto host_there
set "quiet="
if %version% geq 24 set "quiet=--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
"%java%" %quiet% %GRANARY_JAVA_OPTS% "-Dlaunch.storage.dir=%data%\framework" "-Dfelix.fileinstall.dir=%deploy%" "-Dgranary.cache=%data%\cache" -jar "%home%\cnf\target\granary.jar" %args%
exit /b %errorlevel%

:wast
rem options, and what --features switches, leave the official scripts to be run
for %%a in (%words%) do call :wast_word "%%~a"
if defined given goto wast_run
if not exist "%home%\..\shared\testsuite\core" goto no_scripts
set words=%words% --dir "%home%\..\shared\testsuite\core"
:wast_run
"%java%" %GRANARY_JAVA_OPTS% "-Dgranary.home=%home%" -cp "%home%\cnf\target\lib\*;%home%\bench\target\classes" org.granary.text.script.WastMain %words%
exit /b %errorlevel%

:bench
"%java%" %GRANARY_JAVA_OPTS% "-Dgranary.home=%home%" -cp "%home%\cnf\target\lib\*;%home%\bench\target\lib\*;%home%\bench\target\classes" org.granary.bench.BenchMain %words%
exit /b %errorlevel%

:files
set "start="
if %version% geq 19 set start=-XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=%home%\cnf\target\start%version%.jsa" -Xlog:cds=off -Xlog:cds+dynamic=off
"%java%" %start% %GRANARY_JAVA_OPTS% "-Dgranary.home=%home%" -cp "%home%\cnf\target\lib\*" org.granary.console.tool.ToolMain %sub% %words%
exit /b %errorlevel%

:build
set "alone=yes"
if exist "%built%" echo granary: something is newer than what was built, building again ... 1>&2
if not exist "%built%" echo granary: building, which takes a minute or more the first time ... 1>&2
rem the time at which the build began: what changes from now on is built again
echo built>"%built%.new"
pushd "%home%"
call mvn -q -B -Dmaven.test.skip=true -pl cnf,bench,examples/dprint.bundle -am package 1>&2 <nul
set "failed=%errorlevel%"
popd
if "%failed%"=="0" move /y "%built%.new" "%built%" >nul
exit /b

:wast_word
set "word=%~1"
if "%word:~0,1%"=="+" exit /b
if "%word%"=="--features" exit /b
if "%word:~0,11%"=="--features=" exit /b
if "%word%"=="--interpreter" exit /b
if "%word%"=="--canonical-nans" exit /b
if "%word%"=="--kinds" exit /b
if "%word:~0,2%"=="--" set "given=yes"
if "%word:~0,1%"=="-" exit /b
set "given=yes"
exit /b

:no_value
echo granary host: %named% lacks its value 1>&2
call :hostusage 1>&2
exit /b 2
:unknown_argument
echo granary host: unknown argument "%named%" 1>&2
call :hostusage 1>&2
exit /b 2
:wrong_wait
echo granary host: --wait: expected a number of seconds, found "%~2" 1>&2
call :hostusage 1>&2
exit /b 2
:no_deploy
echo granary: cannot make the folder %deploy% 1>&2
exit /b 1
:no_data
echo granary: cannot make the folder %data% 1>&2
exit /b 1
:host_there
echo granary: a host runs over %data% already; --data DIR gives this one another 1>&2
exit /b 1
:no_java_home
echo granary: no java found in JAVA_HOME (%JAVA_HOME%): a JDK 17 or newer is needed, on the path or by JAVA_HOME 1>&2
exit /b 1
:no_java
echo granary: no java found: a JDK 17 or newer is needed, on the path or by JAVA_HOME 1>&2
exit /b 1
:old_java
echo granary: a JDK 17 or newer is needed, and this java is version %version% 1>&2
exit /b 1
:no_maven
echo granary: no mvn found: Maven 3.8 or newer is needed to build 1>&2
exit /b 1
:no_target
echo granary: cannot write to "%home%\cnf\target" 1>&2
exit /b 1
:no_build
echo granary: the build failed; mvn package in "%home%" tells more 1>&2
exit /b 1
:no_scripts
echo granary: wast: no scripts given, and the official ones are not in ..\shared\testsuite\core 1>&2
echo usage: granary wast [--features +NAME,-NAME...] [--interpreter] [--canonical-nans] [--kinds] [--dir DIR ^| FILE...] 1>&2
exit /b 2

:usage
call :usagetext
exit /b 0

:hostusage
echo usage: granary host [-c COMMANDS ^| --no-shell] [--wait SECONDS] [--deploy DIR] [--data DIR]
exit /b 0

:usagetext
call :hostusage
echo        granary wast [--features +NAME,-NAME...] [--interpreter] [--canonical-nans] [--kinds] [--dir DIR ^| FILE...]
echo        granary validate [--features +NAME,-NAME...] FILE...
echo        granary print [-o OUT] [--offsets] FILE
echo        granary parse -o OUT FILE
echo        granary objdump [--functions N] FILE
echo        granary compile -o OUT [--key KEY.pem] FILE
echo        granary run [--dir HOST[::GUEST][:ro]] [--env NAME=VALUE] [--invoke F] [OPTION...] FILE ARGUMENT...
echo        granary settings [--features +NAME,-NAME...]
echo        granary bench [ARGUMENTS]
echo.
echo host   starts the plugin host and opens its shell; every .wasm file of the folder "deploy" becomes a service
echo          -c COMMANDS      (or --command) runs these instead ("wasm:ps; wasm:info 1") and exits with their status
echo          --no-shell       opens none and serves until the process is stopped, as a service does (docs/service.md)
echo          --wait SECONDS   how long -c, and commands that are piped in, wait until each file is taken or refused (60)
echo          --deploy DIR     the watched folder ("deploy" beside this script)
echo          --data DIR       where the host keeps its state ("data" beside this script)
echo wast   runs WebAssembly test scripts: those given, or the official ones where ..\shared holds them
echo validate, print, parse, objdump   look at modules, binary or text: is it valid, as text, as binary, what is in it
echo compile   compiles a module ahead of time; run takes the result, too
echo run    runs a program with this process's standard streams, or calls another exported function and prints its results
echo settings   the settings of the engine that compiles and runs
echo bench  measures, and prints one table
echo.
echo granary COMMAND --help tells more of the commands that work on files.
echo.
echo JAVA_HOME chooses the JDK, GRANARY_JAVA_OPTS gives further options to its java.
exit /b 0
