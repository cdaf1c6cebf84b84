@echo off
rem Granary from the command line: builds what is missing or older than its source, then runs it.
setlocal enabledelayedexpansion
set "home=%~dp0"
set "home=%home:~0,-1%"
set "built=%home%\cnf\target\built"

if "%~1"=="" goto usage
set "sub=%~1"
shift
if /i "%sub%"=="help" goto usage
if /i "%sub%"=="host" goto known
if /i "%sub%"=="wast" goto known
if /i "%sub%"=="bench" goto known
call :usagetext 1>&2
exit /b 2

:known
set "deploy=%home%\deploy"
set "data=%home%\data"
set "args="
:arguments
if "%~1"=="" goto arguments_end
if /i not "%sub%"=="host" goto argument_plain
if "%~1"=="--deploy" (
    set "deploy=%~f2"
    shift
    shift
    goto arguments
)
if "%~1"=="--data" (
    set "data=%~f2"
    shift
    shift
    goto arguments
)
:argument_plain
set args=%args% "%~1"
shift
goto arguments
:arguments_end

set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
set "version="
for /f "tokens=3" %%v in ('call "%java%" -version 2^>^&1 ^| findstr /r /c:"version"') do if not defined version set "version=%%~v"
if not defined version (
    echo granary: no java found: a JDK 17 or newer is needed, on the path or by JAVA_HOME 1>&2
    exit /b 1
)
for /f "delims=.-" %%v in ("%version%") do set "version=%%v"
if %version% lss 17 (
    echo granary: a JDK 17 or newer is needed, and this java is version %version% 1>&2
    exit /b 1
)

powershell -NoProfile -Command "if (-not (Test-Path $env:built)) { exit 1 }; $t = (Get-Item $env:built).LastWriteTimeUtc; $n = Get-ChildItem -Recurse $env:home -Include *.java,pom.xml,*.bnd,*.bndrun,*.wat | Where-Object { $_.FullName -notmatch '\\(target|itests)\\|\\src\\test\\' -and $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1; if ($n) { exit 1 } else { exit 0 }"
if not errorlevel 1 goto ready
where mvn >nul 2>nul
if errorlevel 1 (
    echo granary: no mvn found: Maven 3.8 or newer is needed to build 1>&2
    exit /b 1
)
echo granary: building, which takes a minute or more the first time ... 1>&2
pushd "%home%"
call mvn -q -B -Dmaven.test.skip=true -pl cnf,bench,examples/dprint.bundle -am package 1>&2
set "failed=%errorlevel%"
popd
if not "%failed%"=="0" (
    echo granary: the build failed; mvn package in %home% tells more 1>&2
    exit /b 1
)
echo built>"%built%"

:ready
if /i "%sub%"=="wast" goto wast
if /i "%sub%"=="bench" goto bench

if not exist "%home%\deploy" (
    mkdir "%home%\deploy"
    copy /y "%home%\examples\*.wat" "%home%\deploy" >nul 2>nul
)
if not exist "%deploy%" mkdir "%deploy%"
if not exist "%data%" mkdir "%data%"
set "quiet="
if %version% geq 24 set "quiet=--sun-misc-unsafe-memory-access=allow"
"%java%" %quiet% %GRANARY_JAVA_OPTS% "-Dlaunch.storage.dir=%data%\framework" "-Dfelix.fileinstall.dir=%deploy%" -jar "%home%\cnf\target\granary.jar" %args%
exit /b %errorlevel%

:wast
if not defined args set args=--dir "%home%\..\shared\testsuite\core"
"%java%" %GRANARY_JAVA_OPTS% "-Dgranary.home=%home%" -cp "%home%\cnf\target\lib\*;%home%\bench\target\classes" org.granary.text.script.WastMain %args%
exit /b %errorlevel%

:bench
"%java%" %GRANARY_JAVA_OPTS% "-Dgranary.home=%home%" -cp "%home%\cnf\target\lib\*;%home%\bench\target\classes" org.granary.bench.BenchMain %args%
exit /b %errorlevel%

:usage
call :usagetext
exit /b 0

:usagetext
echo usage: granary host [-c COMMANDS] [--wait SECONDS] [--deploy DIR] [--data DIR]
echo        granary wast [--dir DIR ^| FILE...]
echo        granary bench [ARGUMENTS]
exit /b 0
