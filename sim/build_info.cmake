# Run at every build (cmake -P): writes build_info.hpp anew only where the commit has changed.
execute_process(
  COMMAND git describe --always --abbrev=40 --dirty --exclude=*
  WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE RECOUP_GIT_SHA1 OUTPUT_STRIP_TRAILING_WHITESPACE
  RESULT_VARIABLE failed ERROR_QUIET)
if(failed)
  set(RECOUP_GIT_SHA1 "unknown")  # a source archive
endif()
configure_file(${SOURCE_DIR}/sim/build_info.hpp.in ${OUTPUT} @ONLY)
